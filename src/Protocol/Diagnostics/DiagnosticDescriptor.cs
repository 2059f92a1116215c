namespace Graft.Protocol;

/// <summary>
/// What all diagnostics of one code share. A code is frozen once published and has a page in docs/diagnostics.
/// </summary>
/// <param name="Code">The code, <c>GRAFT</c> and four digits.</param>
/// <param name="Severity">The severity a diagnostic of this code has.</param>
/// <param name="Title">The kind of problem in a few words.</param>
public sealed record DiagnosticDescriptor(string Code, DiagnosticSeverity Severity, string Title)
{
    /// <summary>Makes a diagnostic of this code.</summary>
    /// <param name="message">What happened, to which symbol or file, and the remedy where there is one.</param>
    /// <param name="file">The file the problem is in, if any.</param>
    /// <param name="line">The line, from 1; 0 if unknown.</param>
    /// <param name="column">The column, from 1; 0 if unknown.</param>
    public Diagnostic At(string message, string? file = null, int line = 0, int column = 0) =>
        new(Code, Severity, message, file, line, column);
}
