using System.Globalization;

namespace Graft.Protocol;

/// <summary>
/// One thing to tell the user. Errors travel as values of this type up to the edge (MSBuild, the command line);
/// an exception means a defect in Graft. Immutable, compares by content.
/// </summary>
/// <param name="Code">A code of <see cref="DiagnosticCatalog"/>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What happened and what to do about it.</param>
/// <param name="File">The file the problem is in, or null.</param>
/// <param name="Line">The line, from 1; 0 if unknown.</param>
/// <param name="Column">The column, from 1; 0 if unknown.</param>
public sealed record Diagnostic(
    string Code, DiagnosticSeverity Severity, string Message, string? File = null, int Line = 0, int Column = 0)
{
    /// <summary>What it says of an edit; null if it is about something else.</summary>
    public VerdictKind? Verdict { get; init; }

    /// <summary>The symbol that it is about, where that is one.</summary>
    public DiagnosticSubject? Subject { get; init; }

    /// <summary>Where the code's page is, as a path inside the project's documentation.</summary>
    public string HelpPage => $"docs/diagnostics/{Code}.md";

    /// <summary>The canonical form that compilers and MSBuild use: <c>file(line,col): error GRAFT1001: message</c>.</summary>
    public override string ToString()
    {
        string severity = Severity.ToString().ToLowerInvariant();
        string place = (File, Line) switch
        {
            (null, _) => "",
            (_, 0) => $"{File}: ",
            _ => string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Math.Max(Column, 1)}): "),
        };
        return $"{place}{severity} {Code}: {Message}";
    }
}
