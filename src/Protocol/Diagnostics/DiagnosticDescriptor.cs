namespace Graft.Protocol;

/// <summary>
/// What all diagnostics of one code share. A code is frozen once published and has a page in docs/diagnostics.
/// </summary>
/// <param name="Code">The code, <c>GRAFT</c> and four digits.</param>
/// <param name="Severity">The severity a diagnostic of this code has.</param>
/// <param name="Title">The kind of problem in a few words.</param>
public sealed record DiagnosticDescriptor(string Code, DiagnosticSeverity Severity, string Title)
{
    /// <summary>What the code says of an edit; null for those that are about something else.</summary>
    public VerdictKind? Verdict { get; init; }

    /// <summary>Makes a diagnostic of this code.</summary>
    /// <param name="message">What happened, to which symbol or file, and the remedy where there is one.</param>
    /// <param name="file">The file the problem is in, if any.</param>
    /// <param name="line">The line, from 1; 0 if unknown.</param>
    /// <param name="column">The column, from 1; 0 if unknown.</param>
    public Diagnostic At(string message, string? file = null, int line = 0, int column = 0) =>
        new(Code, Severity, message, file, line, column) { Verdict = Verdict };

    /// <summary>Makes a diagnostic of this code about a symbol.</summary>
    /// <param name="subject">The symbol; by it whoever knows the sources finds the place.</param>
    /// <param name="message">What happened, and the remedy where there is one.</param>
    public Diagnostic About(DiagnosticSubject subject, string message) => At(message) with { Subject = subject };
}
