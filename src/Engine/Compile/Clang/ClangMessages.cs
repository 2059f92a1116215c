using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>Turns what clang prints into diagnostics: errors and warnings with their places, each with its notes.</summary>
internal static partial class ClangMessages
{
    /// <summary>Reads clang's standard error.</summary>
    /// <param name="text">What it printed.</param>
    /// <param name="source">The source, for messages that have no place.</param>
    /// <param name="folder">The folder it ran in, which paths are relative to.</param>
    public static IReadOnlyList<Diagnostic> Parse(string text, string source, string folder)
    {
        List<Diagnostic> diagnostics = [];
        foreach (string line in text.Split('\n'))
        {
            var match = Message().Match(line);
            if (!match.Success)
                continue;
            string message = match.Groups["text"].Value;
            bool hasPlace = match.Groups["line"].Success;
            string file = hasPlace ? Path.GetFullPath(match.Groups["file"].Value, folder) : source;
            int number = hasPlace ? Number(match.Groups["line"].ValueSpan) : 0;
            int column = hasPlace ? Number(match.Groups["column"].ValueSpan) : 0;
            if (match.Groups["kind"].ValueSpan is not "note")
            {
                var descriptor = match.Groups["kind"].ValueSpan is "warning" ? DiagnosticCatalog.ClangWarning : DiagnosticCatalog.ClangError;
                diagnostics.Add(descriptor.At(message, file, number, column));
            }
            else if (diagnostics is [.., var last])
            {
                string place = hasPlace ? $" ({Path.GetFileName(file)}:{number})" : "";
                diagnostics[^1] = last with { Message = $"{last.Message}; note: {message}{place}" };
            }
        }

        return diagnostics;
    }

    // A #line directive may say any number; what is none here has no place.
    private static int Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"^(((?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+)|[^\s:]*): )?(fatal )?(?<kind>error|warning|note): (?<text>.*?)\r?$")]
    private static partial Regex Message();
}
