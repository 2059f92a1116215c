using System.Runtime.InteropServices;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// The section <c>.graft.blocks</c> of a merged object, by which it is read into the same blocks again: 32-bit words, first
/// <see cref="Version"/>, the count of blocks, the number of the first section after them; then for each block the number of its first
/// section and, above two bits for its <see cref="BlockKind"/>, the index of its symbol if it has no section.
/// </summary>
internal static class BlockIndex
{
    /// <summary>The form that is written and read.</summary>
    public const uint Version = 1;

    /// <summary>Words before the first block.</summary>
    public const int HeaderWords = 3;

    /// <summary>Words for a block.</summary>
    public const int WordsPerBlock = 2;

    /// <summary>Where the symbol begins above the kind.</summary>
    public const int KindBits = 2;

    /// <summary>Name of the section.</summary>
    public static ReadOnlySpan<byte> SectionName => ".graft.blocks"u8;

    /// <summary>The words of an object's index; null if it has none.</summary>
    public static ReadOnlyMemory<byte>? Find(SourceObject source)
    {
        foreach (ref readonly var section in source.Unit.Sections.AsSpan())
        {
            if (section.Name == SectionName)
                return section.Bytes;
        }

        return null;
    }

    /// <summary>Whether an index is in order: known version, sections that rise, symbols that exist.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes, int sections, int symbols)
    {
        var words = MemoryMarshal.Cast<byte, uint>(bytes);
        if (bytes.Length % sizeof(uint) != 0 || words.Length < HeaderWords || words[0] != Version || words[2] > (uint)sections
            || (words.Length - HeaderWords) % WordsPerBlock != 0 || words[1] != (words.Length - HeaderWords) / WordsPerBlock)
            return false;
        uint last = 1;
        for (int i = HeaderWords; i < words.Length; i += WordsPerBlock)
        {
            if (words[i] < last || words[i] > words[2] || words[i + 1] >> KindBits >= (uint)symbols
                || (words[i + 1] & ((1 << KindBits) - 1)) > (uint)BlockKind.Implied)
                return false;
            last = words[i];
        }

        return true;
    }
}
