using System.Numerics;
using System.Runtime.InteropServices;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A section of an object. Its name, sizes and bytes are looked up in the file, which has to be there as long.</summary>
public readonly record struct ObjectSection
{
    // What links ask for all the time; the header lies elsewhere.
    private const byte OddAlignment = byte.MaxValue;

    private readonly ElfTables? _tables;
    private readonly int _index;
    private readonly int _relocations;
    private readonly uint _size;
    private readonly byte _alignmentShift;
    private readonly Traits _traits;

    internal ObjectSection(ElfTables tables, int index, SectionKind kind, Traits traits, ulong size, ulong alignment)
    {
        (_tables, _index, Kind, _traits) = (tables, index, kind, traits);
        _size = (uint)Math.Min(size, uint.MaxValue);
        _alignmentShift = BitOperations.IsPow2(alignment) ? (byte)BitOperations.Log2(alignment) : OddAlignment;
    }

    private ObjectSection(in ObjectSection section, int relocations)
    {
        this = section;
        _relocations = relocations;
    }

    [Flags]
    internal enum Traits : byte
    {
        None = 0,
        Mergeable = 1,
        HoldsStrings = 2,
        IsLinked = 4,
        IsRetained = 8,
    }

    /// <summary>What becomes of it in a process.</summary>
    public SectionKind Kind { get; }

    /// <summary>Its name where it stands in the file.</summary>
    public Utf8Name Name => _tables?.NameOfSection(_index) ?? Utf8Name.Empty;

    /// <summary>At least 1; of a section that is loaded a power of two.</summary>
    public ulong Alignment => _alignmentShift != OddAlignment ? 1UL << _alignmentShift : _tables!.AlignmentOf(_index);

    /// <summary>Size in bytes; of one that is not loaded 4 GiB - 1 at most.</summary>
    public ulong Size => _size;

    /// <summary>Its content; empty for <see cref="SectionKind.Zero"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _tables?.BytesOf(_index) ?? default;

    /// <summary>Its relocations, as <see cref="ObjectRelocation"/> lies in memory.</summary>
    public ReadOnlyMemory<byte> RelocationTable => _relocations == 0 ? default : _tables!.RelocationTable(_relocations);

    /// <summary>Size of an entry if equal entries may be merged (string literals, constants); 0 otherwise.</summary>
    public ulong MergeEntity => (_traits & Traits.Mergeable) != 0 ? _tables!.EntrySizeOf(_index) : 0;

    /// <summary>Whether its entries, if they may be merged, are strings that a zero ends (SHF_STRINGS).</summary>
    public bool HoldsStrings => (_traits & Traits.HoldsStrings) != 0;

    /// <summary>A section that this one goes with (SHF_LINK_ORDER), or 0.</summary>
    public int LinkedTo => (_traits & Traits.IsLinked) != 0 ? _tables!.LinkOf(_index) : 0;

    /// <summary>Whether it is needed though nothing refers to it (SHF_GNU_RETAIN).</summary>
    public bool IsRetained => (_traits & Traits.IsRetained) != 0;

    /// <summary>Its relocations, in the file's order.</summary>
    public ReadOnlySpan<ObjectRelocation> Relocations =>
        MemoryMarshal.Cast<byte, ObjectRelocation>(RelocationTable.Span);

    /// <summary>Whether it takes room in the process.</summary>
    public bool IsLoaded => Kind != SectionKind.Unloaded;

    /// <summary>Whether it is state: what a patch has to keep.</summary>
    public bool IsWritable => Kind is SectionKind.Data or SectionKind.Zero or SectionKind.ThreadLocal;

    /// <summary>The same section with relocations, given by the number of their table.</summary>
    internal ObjectSection WithRelocations(int table) => new(this, table);
}

/// <summary>What becomes of a section in a process.</summary>
public enum SectionKind : byte
{
    /// <summary>Not part of the process: debug information, notes, tables.</summary>
    Unloaded,

    /// <summary>Instructions.</summary>
    Code,

    /// <summary>Constants, also those that hold addresses.</summary>
    ReadOnly,

    /// <summary>Initialised writable data.</summary>
    Data,

    /// <summary>Writable data that begins as zeros.</summary>
    Zero,

    /// <summary>Pointers to initialisers.</summary>
    Initialisers,

    /// <summary>Pointers to finalisers.</summary>
    Finalisers,

    /// <summary>Unwind tables of the unit's functions.</summary>
    EhFrame,

    /// <summary>The initial image of thread-local variables.</summary>
    ThreadLocal,
}
