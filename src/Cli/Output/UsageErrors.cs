using System.CommandLine;
using System.Text.RegularExpressions;
using Graft.Protocol;

namespace Graft.Cli.Output;

/// <summary>What is wrong with a command line, in the form of all other diagnostics: a line each, without types of the implementation.</summary>
internal static partial class UsageErrors
{
    /// <summary>Says it.</summary>
    public static IEnumerable<Diagnostic> Of(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (parsed.CommandResult.Command is RootCommand && parsed.UnmatchedTokens is [var unknown, ..])
            return [DiagnosticCatalog.Usage.At($"'{unknown}' is no command or option of graft; 'graft --help' lists them")];
        string help = $"'graft {parsed.CommandResult.Command.Name} --help' tells more";
        return parsed.Errors.Select(error => DiagnosticCatalog.Usage.At($"{InOneLine(error.Message)}; {help}"));
    }

    // "Cannot parse argument 'x' for option '--y' as expected type 'System.Int32'.", "... Must be one of:\n\t'a'\n\t'b'\n".
    private static string InOneLine(string message)
    {
        string[] lines = ExpectedType().Replace(message, "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string choices = string.Join(", ", lines.Skip(1));
        string text = choices.Length > 0 ? $"{lines[0]} {choices}" : lines[0].TrimEnd('.');
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    [GeneratedRegex(" as expected type '[^']*'")]
    private static partial Regex ExpectedType();
}
