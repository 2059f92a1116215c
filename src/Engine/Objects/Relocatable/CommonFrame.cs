using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// What frames have in common, among it the personality (CIE; LSB Core, "Exception Frames"), filled up to a multiple of eight bytes. An
/// object has one of equal content.
/// </summary>
/// <param name="bytes">The record.</param>
/// <param name="relocations">Its relocations, by index of a name.</param>
/// <param name="names">What those refer to.</param>
internal sealed class CommonFrame(ReadOnlyMemory<byte> bytes, ObjectRelocation[] relocations, BlockName[] names)
{
    /// <summary>The record.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Its relocations; a symbol is an index into <see cref="Names"/>.</summary>
    public ReadOnlySpan<ObjectRelocation> Relocations => relocations;

    /// <summary>What the relocations refer to, one by one.</summary>
    public ReadOnlySpan<BlockName> Names => names;

    /// <summary>Whether two records are one.</summary>
    public bool IsSame(CommonFrame other)
    {
        if (this == other)
            return true;
        if (!Bytes.Span.SequenceEqual(other.Bytes.Span) || Relocations.Length != other.Relocations.Length)
            return false;
        for (int i = 0; i < Relocations.Length; i++)
        {
            ref readonly var mine = ref Relocations[i];
            ref readonly var theirs = ref other.Relocations[i];
            if (mine.Offset != theirs.Offset || mine.Type != theirs.Type || mine.Addend != theirs.Addend || names[i].Name != other.Names[i].Name)
                return false;
        }

        return true;
    }
}
