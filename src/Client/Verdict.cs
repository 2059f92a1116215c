using Graft.Protocol;

namespace Graft.Client;

/// <summary>What became, or would become, of one edit in a program that runs.</summary>
/// <param name="Kind">Applied, inert or refused.</param>
/// <param name="Code">Why, as a code with a page of its own.</param>
/// <param name="Module">The module.</param>
/// <param name="Unit">The unit that the symbol is of, or that is concerned.</param>
/// <param name="Symbol">The symbol, mangled; empty for a unit as a whole.</param>
/// <param name="Message">What that means, and what to do about it.</param>
/// <param name="File">The source; null if it is not known.</param>
/// <param name="Line">The line of the definition, from 1; 0 if it is not known.</param>
/// <param name="Column">The column, from 1; 0 if it is not known.</param>
public sealed record Verdict(
    VerdictKind Kind, string Code, string Module, string Unit, string Symbol, string Message, string? File = null, int Line = 0, int Column = 0)
{
    /// <summary>The verdict that a diagnostic gives; null if it gives none.</summary>
    public static Verdict? From(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        return diagnostic is { Verdict: { } kind, Subject: var subject }
            ? new(kind, diagnostic.Code, subject?.Module ?? "", subject?.Unit ?? "", subject?.Symbol ?? "", diagnostic.Message, diagnostic.File, diagnostic.Line, diagnostic.Column)
            : null;
    }

    /// <summary>The same as a diagnostic, with the severity of its code.</summary>
    public Diagnostic ToDiagnostic(DiagnosticSeverity severity) => new(Code, severity, Message, File, Line, Column)
    {
        Verdict = Kind,
        Subject = new(Module, Unit, Symbol),
    };
}

/// <summary>The source that an object was made from.</summary>
/// <param name="ObjectPath">Path of the object; a unit is named after its file.</param>
/// <param name="SourcePath">Path of the source.</param>
public sealed record UnitSource(string ObjectPath, string SourcePath)
{
    /// <summary>The sources of a module that is built, in the archive's order.</summary>
    public static IReadOnlyList<UnitSource> Of(BuildModuleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return [.. request.Sources.Select(source => new UnitSource(source.ObjectPath, source.Path))];
    }
}
