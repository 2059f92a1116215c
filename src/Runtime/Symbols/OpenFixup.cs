using Graft.Protocol;

namespace Graft;

/// <summary>A field that waits for a symbol's address.</summary>
/// <param name="Node">The node that cannot be Ready before.</param>
/// <param name="Kind">The formula.</param>
/// <param name="Address">The field's address.</param>
/// <param name="Addend">The addend.</param>
/// <param name="IsOptional">Whether the node does without, because the want is weak.</param>
internal readonly record struct OpenFixup(Node Node, FixupKind Kind, ulong Address, long Addend, bool IsOptional)
{
    /// <summary>Makes the node wait for it.</summary>
    public void Open() => Node.OpenFixups += IsOptional ? 0 : 1;

    /// <summary>The field is filled: the node need not wait for it any more.</summary>
    public void Close() => Node.OpenFixups -= IsOptional ? 0 : 1;
}
