using Graft.Protocol;

namespace Graft;

/// <summary>A field that waits for a symbol's address.</summary>
/// <param name="Node">The node that cannot be Ready before.</param>
/// <param name="Kind">The formula.</param>
/// <param name="Address">The field's address.</param>
/// <param name="Addend">The addend.</param>
internal readonly record struct OpenFixup(Node Node, FixupKind Kind, ulong Address, long Addend);
