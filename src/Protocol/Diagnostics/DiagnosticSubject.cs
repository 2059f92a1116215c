namespace Graft.Protocol;

/// <summary>The symbol that a diagnostic is about.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Unit">The unit that defines or uses it.</param>
/// <param name="Symbol">Its name, mangled; empty for the unit as a whole.</param>
public sealed record DiagnosticSubject(string Module, string Unit, string Symbol);
