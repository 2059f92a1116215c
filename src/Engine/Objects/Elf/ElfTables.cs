using System.Runtime.InteropServices;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Elf;

/// <summary>
/// The tables of an object file, section headers, symbols and names, which the records of its sections and symbols look up where they lie: nothing is
/// said twice. All that is asked for has been checked by <see cref="ElfReader"/>. Thread-safe once the unit is read.
/// </summary>
internal sealed class ElfTables
{
    /// <summary>The file; what is asked for most is found without a look at what kind of memory it lies in.</summary>
    private readonly ArraySegment<byte> _file;

    // Where tables begin, in the file's array.
    private readonly int _headers;
    private int _symbols;
    private ReadOnlyMemory<byte> _sectionNames;
    private ReadOnlyMemory<byte> _symbolNames;
    private GraftNotes _notes = GraftNotes.None;

    /// <summary>Relocations that were brought into another form than the file's.</summary>
    private List<ReadOnlyMemory<byte>>? _converted;

    /// <summary>Takes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="headers">Offset of the section headers.</param>
    public ElfTables(ReadOnlyMemory<byte> file, int headers)
    {
        _file = MemoryMarshal.TryGetArray(file, out var array) ? array : file.ToArray();
        _headers = _file.Offset + headers;
    }

    /// <summary>The names of sections.</summary>
    public void SetSectionNames(ReadOnlyMemory<byte> names) => _sectionNames = names;

    /// <summary>The symbols, by their offset in the file, with their names.</summary>
    public void SetSymbols(int offset, ReadOnlyMemory<byte> names, GraftNotes notes) =>
        (_symbols, _symbolNames, _notes) = (_file.Offset + offset, names, notes);

    /// <summary>Keeps relocations that are not in the file as they have to be.</summary>
    /// <returns>Number of their table.</returns>
    public int AddConverted(ReadOnlyMemory<byte> relocations)
    {
        (_converted ??= []).Add(relocations);
        return -_converted.Count;
    }

    /// <summary>Name of a section.</summary>
    public Utf8Name NameOfSection(int section)
    {
        int start = (int)HeaderOf(section).sh_name;
        return start == 0 ? Utf8Name.Empty : new(_sectionNames.Slice(start, _sectionNames.Span[start..].IndexOf((byte)0)));
    }

    /// <summary>Alignment of a section, at least 1.</summary>
    public ulong AlignmentOf(int section) => Math.Max(HeaderOf(section).sh_addralign, 1);

    /// <summary>Content of a section; empty if it has none in the file.</summary>
    public ReadOnlyMemory<byte> BytesOf(int section)
    {
        ref readonly var header = ref HeaderOf(section);
        return header.sh_type is SHT_NOBITS or SHT_NULL ? default : _file.AsMemory((int)header.sh_offset, (int)header.sh_size);
    }

    /// <summary>Relocations of a section, by the number of their table.</summary>
    public ReadOnlyMemory<byte> RelocationTable(int table) =>
        table > 0 ? BytesOf(table) : table < 0 ? _converted![-table - 1] : default;

    /// <summary>Size of an entry of a section whose equal entries may be merged.</summary>
    public ulong EntrySizeOf(int section) => HeaderOf(section).sh_entsize;

    /// <summary>The section that a section goes with.</summary>
    public int LinkOf(int section) => (int)HeaderOf(section).sh_link;

    /// <summary>Name of a symbol, of which so many bytes count.</summary>
    public Utf8Name NameOfSymbol(int symbol, int length) =>
        length == 0 ? Utf8Name.Empty : new(_symbolNames.Slice((int)EntryOf(symbol).st_name, length));

    /// <summary>Value of a symbol.</summary>
    public ulong ValueOf(int symbol) => EntryOf(symbol).st_value;

    /// <summary>Size of a symbol.</summary>
    public ulong SizeOf(int symbol) => EntryOf(symbol).st_size;

    /// <summary>What the object's notes say of a symbol, by so many bytes of its name; empty if nothing.</summary>
    public Utf8Name SignatureOf(int symbol, int length) =>
        _notes.Signatures.Count == 0 ? Utf8Name.Empty : _notes.Signatures.GetValueOrDefault(NameOfSymbol(symbol, length));

    private ref readonly Elf64_Shdr HeaderOf(int section) =>
        ref MemoryMarshal.AsRef<Elf64_Shdr>(new ReadOnlySpan<byte>(_file.Array, _headers + (section * Elf64_Shdr.Size), Elf64_Shdr.Size));

    private ref readonly Elf64_Sym EntryOf(int symbol) =>
        ref MemoryMarshal.AsRef<Elf64_Sym>(new ReadOnlySpan<byte>(_file.Array, _symbols + (symbol * Elf64_Sym.Size), Elf64_Sym.Size));
}
