using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// All of an object that belongs to one entity, or to several that hang together. Self-contained: it refers to its own sections by index
/// and to all else by name, so that it means the same in any object. Immutable.
/// </summary>
internal sealed class EntityBlock
{
    /// <summary>
    /// Set in a relocation's symbol if it means one of the block's own sections; otherwise the symbol is an index into <see cref="Names"/>.
    /// </summary>
    public const uint SectionBit = 0x8000_0000;

    /// <summary>A relocation's symbol if it has none.</summary>
    public const uint NoSymbol = 0x7FFF_FFFF;

    private SymbolSpace? _space;
    private int[] _ids = [];
    private byte[]? _notes;

    /// <summary>Its sections: in an object they stand side by side, in this order.</summary>
    public required BlockSection[] Sections { get; init; }

    /// <summary>Relocations of all sections, one section after the other.</summary>
    public required ObjectRelocation[] Relocations { get; init; }

    /// <summary>What it defines, in the order of sections and places; the first <c>Symbols.Length</c> names are theirs, one by one.</summary>
    public required BlockSymbol[] Symbols { get; init; }

    /// <summary>Records of <c>.eh_frame</c> for its functions.</summary>
    public required BlockFrame[] Frames { get; init; }

    /// <summary>Relocations of all frames, one frame after the other; places count from the record's start.</summary>
    public required ObjectRelocation[] FrameRelocations { get; init; }

    /// <summary>Names that it defines, then those that it refers to in the order of relocations.</summary>
    public required BlockName[] Names { get; init; }

    /// <summary>Its strings for the object's string table, and where they begin.</summary>
    public required BlockStrings Strings { get; init; }

    /// <summary>What <c>.graft</c> says of its symbols: name and signature, each with a NUL.</summary>
    public byte[] Notes => _notes ??= MakeNotes();

    /// <summary>The numbers of <see cref="Names"/> in a space.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    /// <summary>The block with numbers in a space: itself, or a copy if it has those of another.</summary>
    public EntityBlock In(SymbolSpace space)
    {
        if (_space == space)
            return this;
        var block = _space is null ? this : (EntityBlock)MemberwiseClone();
        block._ids = new int[Names.Length];
        for (int i = 0; i < Names.Length; i++)
            block._ids[i] = space.Number(Names[i].Name);
        block._space = space;
        return block;
    }

    /// <summary>
    /// Whether an object with this block in the place of another, of the same space, has the same sections and symbols under the same numbers and names:
    /// only contents differ, and what depends on them.
    /// </summary>
    public bool HasShapeOf(EntityBlock other) =>
        (Frames.Length > 0) == (other.Frames.Length > 0)
        && Ids.SequenceEqual(other.Ids) && Names.AsSpan().SequenceEqual(other.Names)
        && HaveShapeOf<BlockSection>(Sections, other.Sections, static (one, another) => one.HasShapeOf(another))
        && HaveShapeOf<BlockSymbol>(Symbols, other.Symbols, static (one, another) => one.HasShapeOf(another));

    private static bool HaveShapeOf<T>(T[] ours, T[] others, Func<T, T, bool> hasShapeOf)
    {
        if (ours.Length != others.Length)
            return false;
        for (int i = 0; i < ours.Length; i++)
        {
            if (!hasShapeOf(ours[i], others[i]))
                return false;
        }

        return true;
    }

    private byte[] MakeNotes()
    {
        List<byte> bytes = [];
        foreach (ref readonly var name in Names.AsSpan(0, Symbols.Length))
        {
            if (name.Signature.IsEmpty)
                continue;
            bytes.AddRange(name.Name.Span);
            bytes.Add(0);
            bytes.AddRange(name.Signature.Span);
            bytes.Add(0);
        }

        return [.. bytes];
    }
}

/// <summary>A section of a block.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">sh_type.</param>
/// <param name="Flags">sh_flags.</param>
/// <param name="Alignment">sh_addralign.</param>
/// <param name="EntrySize">sh_entsize.</param>
/// <param name="Size">sh_size.</param>
/// <param name="Bytes">Its content; empty if it has none (SHT_NOBITS).</param>
/// <param name="LinkedTo">The block's section that it goes with (SHF_LINK_ORDER); -1 if none.</param>
/// <param name="Group">Index of the name of its group's signature in <see cref="EntityBlock.Names"/>; -1 if it is in no group.</param>
/// <param name="GroupFlags">The group's flags (GRP_COMDAT).</param>
internal readonly record struct BlockSection(
    Utf8Name Name, uint Type, ulong Flags, ulong Alignment, ulong EntrySize, ulong Size, ReadOnlyMemory<byte> Bytes,
    int LinkedTo, int Group, uint GroupFlags)
{
    /// <summary>How many of the block's relocations are this section's.</summary>
    public int RelocationCount { get; init; }

    /// <summary>Whether anything refers to it by its own symbol (STT_SECTION).</summary>
    public bool HasSymbol { get; init; }

    /// <summary>Whether it differs from another in its content at most: in size, alignment, entries and relocations.</summary>
    public bool HasShapeOf(in BlockSection other) =>
        (Name, Type, Flags, LinkedTo, Group, GroupFlags, HasSymbol) == (other.Name, other.Type, other.Flags, other.LinkedTo, other.Group, other.GroupFlags, other.HasSymbol)
        && (RelocationCount > 0) == (other.RelocationCount > 0);
}

/// <summary>A symbol that a block defines. Its name has the same index as itself.</summary>
/// <param name="Info">st_info.</param>
/// <param name="Other">st_other.</param>
/// <param name="Section">Index of the block's section; <see cref="InNone"/> if it lies in none.</param>
/// <param name="Index">st_shndx, if it lies in no section (SHN_ABS, SHN_COMMON).</param>
/// <param name="Value">st_value.</param>
/// <param name="Size">st_size.</param>
internal readonly record struct BlockSymbol(byte Info, byte Other, int Section, ushort Index, ulong Value, ulong Size)
{
    /// <summary>The section of an absolute or common symbol.</summary>
    public const int InNone = -1;

    /// <summary>Whether it differs from another in value and size at most.</summary>
    public bool HasShapeOf(in BlockSymbol other) => this == other with { Value = Value, Size = Size };
}

/// <summary>A name that a block defines or refers to.</summary>
/// <param name="Name">The symbol's name.</param>
/// <param name="Info">For a name that is not the block's own: st_info, if nobody defines it.</param>
/// <param name="Other">Likewise st_other.</param>
/// <param name="Signature">What the object's notes say of it; empty if unknown.</param>
/// <param name="IsWanted">Whether a relocation refers to it, not only a group that it is the signature of.</param>
internal readonly record struct BlockName(Utf8Name Name, byte Info, byte Other, Utf8Name Signature, bool IsWanted);

/// <summary>A function's record in <c>.eh_frame</c> (FDE), filled up to a multiple of eight bytes.</summary>
/// <param name="Common">The record that it shares with others (CIE).</param>
/// <param name="Bytes">Its bytes; where its CIE lies is filled in by the writer.</param>
/// <param name="RelocationCount">How many of the block's frame relocations are this record's.</param>
internal readonly record struct BlockFrame(CommonFrame Common, ReadOnlyMemory<byte> Bytes, int RelocationCount);
