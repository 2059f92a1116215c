namespace Graft.Protocol;

/// <summary>A symbol that a module refers to without defining it.</summary>
/// <param name="Name">The name in the object file, mangled.</param>
/// <param name="Kind">
/// <see cref="SymbolKind.Function"/> if it is called somewhere in the module, so that a stub can stand for it before
/// it exists; otherwise <see cref="SymbolKind.Unknown"/>.
/// </param>
/// <param name="Binding">Weak if it may stay undefined.</param>
/// <param name="Signature">The signature the caller was compiled for; empty if unknown.</param>
/// <param name="WantedBy">Index of the first unit in the request's unit list that refers to it, for messages.</param>
public readonly record struct SymbolWant(
    Utf8Name Name, SymbolKind Kind, SymbolBinding Binding, Utf8Name Signature, int WantedBy);
