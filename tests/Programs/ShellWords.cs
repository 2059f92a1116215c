using System.Text;

namespace Graft.Tests.Programs;

/// <summary>Splits a line into words as a shell does: at blanks, with single and double quotes; nothing is expanded.</summary>
internal static class ShellWords
{
    /// <summary>The words.</summary>
    public static string[] Split(string line)
    {
        List<string> words = [];
        var word = new StringBuilder();
        char quote = '\0';
        bool isInWord = false;
        foreach (char c in line)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
                (quote, isInWord) = (quote == '\0' ? c : '\0', true);
            else if (quote == '\0' && c == ' ')
                Finish();
            else
                (_, isInWord) = (word.Append(c), true);
        }

        Finish();
        return [.. words];

        void Finish()
        {
            if (isInWord)
                words.Add(word.ToString());
            word.Clear();
            isInWord = false;
        }
    }
}
