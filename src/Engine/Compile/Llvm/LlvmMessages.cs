using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>Turns what LLVM says into diagnostics.</summary>
internal static partial class LlvmMessages
{
    /// <summary>
    /// A message of the IR reader: <c>name:line:column: error: text</c> and an excerpt of the source, which is left out.
    /// </summary>
    public static Diagnostic FromReader(string message, string file)
    {
        var match = Place().Match(message);
        if (!match.Success)
            return DiagnosticCatalog.InvalidIr.At(WithoutPrefix(FirstLine(message)), file);
        return DiagnosticCatalog.InvalidIr.At(match.Groups["text"].Value.Trim(), file, Number(match, "line"), Number(match, "column"));
    }

    /// <summary>
    /// What the verifier says. It knows no lines, but prints the instruction: the line where just that text stands, if
    /// there is one, is where the error is.
    /// </summary>
    public static Diagnostic FromVerifier(string message, ReadOnlySpan<byte> ir, string file)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string text = string.Join("; ", lines.Take(4));
        int place = 0;
        foreach (string line in lines.Skip(1))
        {
            place = UniqueLine(ir, Encoding.UTF8.GetBytes(line));
            if (place > 0)
                break;
        }

        return DiagnosticCatalog.InvalidIr.At(text.Length > 0 ? text : "the module is broken", file, place, place > 0 ? 1 : 0);
    }

    /// <summary>
    /// What passes and code generation say. With debug information it begins with a place (<c>name:line:column: </c>),
    /// without with <c>&lt;unknown&gt;:0:0: </c>.
    /// </summary>
    public static Diagnostic FromCodeGeneration(string message, bool isError, string file)
    {
        var descriptor = isError ? DiagnosticCatalog.CodeGeneration : DiagnosticCatalog.CompilerWarning;
        string text = WithoutPrefix(message.ReplaceLineEndings(" ").Trim());
        var match = DebugPlace().Match(text);
        if (!match.Success)
            return descriptor.At(text, file);
        string rest = text[match.Length..];
        int line = Number(match, "line");
        return line == 0
            ? descriptor.At(rest, file)
            : descriptor.At(rest, Path.GetFullPath(match.Groups["file"].Value, Path.GetDirectoryName(file)!), line, Number(match, "column"));
    }

    private static int UniqueLine(ReadOnlySpan<byte> ir, ReadOnlySpan<byte> wanted)
    {
        int found = 0;
        int number = 0;
        foreach (var range in ir.Split((byte)'\n'))
        {
            number++;
            var line = ir[range].Trim(" \t\r"u8);
            if (!line.StartsWith(wanted) || line.Length > wanted.Length && line[wanted.Length] is not ((byte)' ' or (byte)','))
                continue;
            if (found > 0)
                return 0;
            found = number;
        }

        return found;
    }

    private static string FirstLine(string message) => message.AsSpan().Trim() is var text && text.IndexOf('\n') is >= 0 and var end
        ? text[..end].ToString()
        : message.Trim();

    private static string WithoutPrefix(string text) =>
        text.StartsWith("error: ", StringComparison.Ordinal) ? text["error: ".Length..] : text;

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"^.*?:(?<line>\d+):(?<column>\d+): error: (?<text>[^\n]*)")]
    private static partial Regex Place();

    [GeneratedRegex(@"^(?<file>[^:]+):(?<line>\d+):((?<column>\d+):)? ")]
    private static partial Regex DebugPlace();
}
