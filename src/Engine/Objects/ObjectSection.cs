using System.Numerics;
using System.Runtime.InteropServices;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A section of an object. Its name lies in a table of the object's; its bytes and relocations are those of the file, as long as it is in memory.</summary>
public readonly record struct ObjectSection
{
    // There are hundreds of thousands: what few sections have is looked up elsewhere.
    private readonly ElfTables? _tables;
    private readonly int _index;
    private readonly int _relocations;
    private readonly uint _size;
    private readonly int _offset;
    private readonly int _name;
    private readonly PackedSize _alignment;
    private readonly PackedSize _entrySize;
    private readonly Traits _traits;

    internal ObjectSection(ElfTables tables, int index, int name, SectionKind kind, Traits traits, int offset, ulong size, OddSection odd)
    {
        (_tables, _index, _name, Kind, _traits, _offset) = (tables, index, name, kind, traits, offset);
        _size = (uint)Math.Min(size, uint.MaxValue);
        (_alignment, _entrySize) = (new(odd.Alignment), new(odd.EntrySize));
        if (_alignment.IsOdd || _entrySize.IsOdd || odd.Link > 0)
            tables.Add(index, odd);
    }

    private ObjectSection(in ObjectSection section, int relocations, Traits traits)
    {
        this = section;
        (_relocations, _traits) = (relocations, _traits | traits);
    }

    [Flags]
    internal enum Traits : byte
    {
        None = 0,
        HoldsStrings = 1,
        IsLinked = 2,
        IsRetained = 4,

        /// <summary>It has no bytes in the file.</summary>
        IsEmpty = 8,
        HasEntry = 16,
        HoldsTypePointers = 32,
        HasLabels = 64,
    }

    /// <summary>What becomes of it in a process.</summary>
    public SectionKind Kind { get; }

    /// <summary>Its name where it stands in the file.</summary>
    public Utf8Name Name => _name == 0 ? Utf8Name.Empty : _tables!.NameOfSection(_name);

    /// <summary>At least 1; of a section that is loaded a power of two.</summary>
    public ulong Alignment => _alignment.IsOdd ? _tables!.OddOf(_index).Alignment : Math.Max(_alignment.Value, 1);

    /// <summary>Size in bytes; of one that is not loaded 4 GiB - 1 at most.</summary>
    public ulong Size => _size;

    /// <summary>Its content; empty for <see cref="SectionKind.Zero"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => Length == 0 ? default : _tables!.Contents.Slice(_offset, (int)_size);

    /// <summary>How many bytes it has in the file.</summary>
    internal int Length => (_traits & Traits.IsEmpty) != 0 ? 0 : (int)_size;

    /// <summary>How many bytes its relocations take.</summary>
    internal int RelocationLength => _relocations == 0 ? 0 : _tables!.LengthOfRelocations(_relocations);

    /// <summary>Its relocations, as <see cref="ObjectRelocation"/> lies in memory.</summary>
    public ReadOnlyMemory<byte> RelocationTable => _relocations == 0 ? default : _tables!.RelocationTable(_relocations);

    /// <summary>Size of an entry if equal entries may be merged (string literals, constants); 0 otherwise.</summary>
    public ulong MergeEntity => _entrySize.IsOdd ? _tables!.OddOf(_index).EntrySize : _entrySize.Value;

    /// <summary>Whether its entries, if they may be merged, are strings that a zero ends (SHF_STRINGS).</summary>
    public bool HoldsStrings => (_traits & Traits.HoldsStrings) != 0;

    /// <summary>A section that this one goes with (SHF_LINK_ORDER), or 0.</summary>
    public int LinkedTo => (_traits & Traits.IsLinked) != 0 ? _tables!.OddOf(_index).Link : 0;

    /// <summary>Whether it is needed though nothing refers to it (SHF_GNU_RETAIN).</summary>
    public bool IsRetained => (_traits & Traits.IsRetained) != 0;

    /// <summary>Its relocations, in the file's order.</summary>
    public ReadOnlySpan<ObjectRelocation> Relocations =>
        MemoryMarshal.Cast<byte, ObjectRelocation>(RelocationTable.Span);

    /// <summary>Whether it is code that begins with an <see cref="EntryNoOp"/>, aligned as that has to be.</summary>
    internal bool HasEntry => (_traits & Traits.HasEntry) != 0;

    /// <summary>Whether it holds nothing but pointers to type information, see <see cref="TypePointers"/>.</summary>
    internal bool HoldsTypePointers => (_traits & Traits.HoldsTypePointers) != 0;

    /// <summary>Whether the unit has labels for places in it, see <see cref="ObjectSymbol.IsLabelOf"/>.</summary>
    internal bool HasLabels => (_traits & Traits.HasLabels) != 0;

    /// <summary>Whether it takes room in the process.</summary>
    public bool IsLoaded => Kind != SectionKind.Unloaded;

    /// <summary>Whether it is state: what a patch has to keep.</summary>
    public bool IsWritable => Kind is SectionKind.Data or SectionKind.Zero or SectionKind.ThreadLocal;

    /// <summary>A power of two, or none, in a byte; others are odd.</summary>
    private readonly struct PackedSize(ulong size)
    {
        private const byte Odd = byte.MaxValue;

        // 0 for none, otherwise the logarithm, plus 1.
        private readonly byte _code = size == 0 ? (byte)0 : BitOperations.IsPow2(size) ? (byte)(BitOperations.Log2(size) + 1) : Odd;

        public bool IsOdd => _code == Odd;

        public ulong Value => _code == 0 ? 0 : 1UL << (_code - 1);
    }

    /// <summary>Widens a stretch of the file so that it covers its bytes and relocations.</summary>
    internal void Cover(ref int start, ref int end)
    {
        if (Length > 0)
            (start, end) = (Math.Min(start, _offset), Math.Max(end, _offset + Length));
        if (_relocations > 0)
            _tables!.Section(_relocations).Cover(ref start, ref end);
    }

    /// <summary>The same section with relocations, given by the number of their table.</summary>
    internal ObjectSection WithRelocations(int table) => new(this, table, Traits.None);

    /// <summary>The same section with more that is known of it.</summary>
    internal ObjectSection With(Traits traits) => new(this, _relocations, traits);
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
