using System.Globalization;
using System.Text;

namespace Graft;

/// <summary>What a process is called in the history: <c>graft load (4711)</c>.</summary>
internal static class ProcessTitle
{
    // A command's name and its verb; what follows are paths, which belong to no history.
    private const int MostWords = 2;

    /// <summary>Name of a process; empty if there is none of that number.</summary>
    /// <param name="processId">Its number, as it said.</param>
    public static string Of(int processId)
    {
        if (processId <= 0)
            return "";
        string number = processId.ToString(CultureInfo.InvariantCulture);
        try
        {
            string[] words = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{number}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            string[] program = [.. (words is [_, var first, ..] && first.EndsWith(".dll", StringComparison.Ordinal) ? words[1..] : words).Take(MostWords)];
            if (program.Length == 0)
                return "";
            program[0] = Path.GetFileNameWithoutExtension(program[0]);
            bool hasVerb = program.Length == MostWords && program[1].All(char.IsAsciiLetterLower);
            return $"{(hasVerb ? string.Join(' ', program) : program[0])} ({number})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
