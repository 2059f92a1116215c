using Graft.Protocol;

namespace Graft.Engine.Objects.Elf;

/// <summary>
/// What the records of an object's sections and symbols have in common, and what only few of them have: the names, where they lie in the string tables, and
/// numbers that take more room than a record has. All that is asked for has been checked by <see cref="ElfReader"/>. Thread-safe once the unit is read.
/// </summary>
/// <param name="contents">The file.</param>
internal sealed class ElfTables(UnitContents contents)
{
    private ArraySegment<ObjectSection> _sections;
    private ReadOnlyMemory<byte> _sectionNames;
    private ReadOnlyMemory<byte> _symbolNames;
    private GraftNotes _notes = GraftNotes.None;

    /// <summary>Relocations that were brought into another form than the file's.</summary>
    private List<ReadOnlyMemory<byte>>? _converted;

    private Dictionary<int, OddSection>? _oddSections;
    private List<(ulong Value, ulong Size)>? _wideSymbols;

    /// <summary>The file's bytes.</summary>
    public UnitContents Contents => contents;

    /// <summary>The sections, and the names of all, which stay.</summary>
    public void SetSections(ArraySegment<ObjectSection> sections, ReadOnlyMemory<byte> names) => (_sections, _sectionNames) = (sections, names);

    /// <summary>The names of symbols, and what the object says about some; both stay.</summary>
    public void SetSymbols(ReadOnlyMemory<byte> names, GraftNotes notes) => (_symbolNames, _notes) = (names, notes);

    /// <summary>Keeps what its record has no room for.</summary>
    public void Add(int section, in OddSection odd) => (_oddSections ??= []).Add(section, odd);

    /// <summary>Keeps a symbol's value and size that 32 bits do not hold.</summary>
    /// <returns>Their number.</returns>
    public uint AddWide(ulong value, ulong size)
    {
        (_wideSymbols ??= []).Add((value, size));
        return (uint)_wideSymbols.Count - 1;
    }

    /// <summary>Keeps relocations that are not in the file as they have to be.</summary>
    /// <returns>Number of their table.</returns>
    public int AddConverted(ReadOnlyMemory<byte> relocations)
    {
        (_converted ??= []).Add(relocations);
        return -_converted.Count;
    }

    /// <summary>A section.</summary>
    public ref readonly ObjectSection Section(int index) => ref _sections.AsSpan()[index];

    /// <summary>Name of a section, by where it begins.</summary>
    public Utf8Name NameOfSection(int start) => new(_sectionNames.Slice(start, _sectionNames.Span[start..].IndexOf((byte)0)));

    /// <summary>What is known of a section that is unlike most.</summary>
    public OddSection OddOf(int section) => _oddSections![section];

    /// <summary>Relocations of a section, by the number of their table.</summary>
    public ReadOnlyMemory<byte> RelocationTable(int table) =>
        table > 0 ? Section(table).Bytes : table < 0 ? _converted![-table - 1] : default;

    /// <summary>How many bytes such a table has.</summary>
    public int LengthOfRelocations(int table) => table > 0 ? Section(table).Length : _converted![-table - 1].Length;

    /// <summary>Name of a symbol, by where it begins and how many bytes of it count.</summary>
    public Utf8Name NameOfSymbol(int start, int length) => new(_symbolNames.Slice(start, length));

    /// <summary>Value and size of a symbol that 32 bits do not hold.</summary>
    public (ulong Value, ulong Size) WideOf(uint number) => _wideSymbols![(int)number];

    /// <summary>What the object's notes say of a symbol; empty if nothing.</summary>
    public Utf8Name SignatureOf(Utf8Name name) => _notes.Signatures.Count == 0 ? Utf8Name.Empty : _notes.Signatures.GetValueOrDefault(name);
}

/// <summary>What is a power of two of most sections, or nothing.</summary>
/// <param name="Alignment">Alignment, at least 1.</param>
/// <param name="EntrySize">Size of an entry, of a section whose equal entries may be merged; or 0.</param>
/// <param name="Link">The section that it goes with, or 0.</param>
internal readonly record struct OddSection(ulong Alignment, ulong EntrySize, int Link);
