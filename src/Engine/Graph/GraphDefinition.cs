using Graft.Protocol;

namespace Graft.Engine.Graph;

/// <summary>A symbol that a unit defines.</summary>
/// <param name="Name">The name in the object file, mangled.</param>
/// <param name="Kind">Function or data.</param>
/// <param name="Binding">Strong, weak or local; a local one satisfies no want.</param>
/// <param name="Signature">IR type and ABI attributes; empty if unknown.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Digest">Digest of its content.</param>
internal readonly record struct GraphDefinition(
    string Name, SymbolKind Kind, SymbolBinding Binding, string Signature, ulong Size, ulong Digest);
