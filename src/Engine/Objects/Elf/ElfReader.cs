using System.Runtime.InteropServices;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Elf;

/// <summary>
/// Reads ELF relocatable objects for x86-64 (System V gABI chapter 4, psABI chapter 4). Every offset, size and index is
/// checked before use; what is wrong is said with its place. Contents and relocations are used where they are in the file.
/// </summary>
internal sealed partial class ElfReader
{
    /// <summary>2 MiB: what a slab can be aligned to.</summary>
    private const ulong GreatestAlignment = 2 * 1024 * 1024;

    /// <summary>4 KiB: what a thread's view of its variables is aligned to.</summary>
    private const ulong GreatestThreadLocalAlignment = 4096;

    private readonly ObjectInput _input;
    private readonly UnitMemory? _memory;
    private readonly DiagnosticBag _diagnostics;
    private readonly ElfTables _tables;
    private bool _failed;
    private int _symbolTable;
    private int _extendedIndices;
    private int _notesSection;
    private int _relocationCount;
    private int _keptSection = -1;
    private ReadOnlyMemory<byte> _kept;

    private ElfReader(ObjectInput input, UnitMemory? memory, DiagnosticBag diagnostics)
    {
        _input = input;
        _memory = memory;
        _diagnostics = diagnostics;
        _tables = new(input.Contents);
    }

    private ReadOnlySpan<byte> File => _input.Bytes.Span;

    /// <summary>Whether a file begins as ELF files do.</summary>
    public static bool IsElf(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\x7F"u8) && bytes[1..].StartsWith("ELF"u8);

    /// <summary>Reads an object; null after an error.</summary>
    public static ObjectUnit? Read(ObjectInput input, UnitMemory? memory, DiagnosticBag diagnostics) =>
        new ElfReader(input, memory, diagnostics).Read();

    private ObjectUnit? Read()
    {
        if (!CheckHeader(out var header) || !TryGetSectionHeaders(header, out var headers, out int nameSection))
            return null;
        var sectionTable = UnitMemory.RentSections(_memory, headers.Length);
        var sections = sectionTable.AsSpan();
        ReadSections(headers, nameSection, sectionTable);
        if (_failed)
            return null;
        var notes = ReadNotes(sections);
        var symbolTable = ReadSymbols(headers, sections, notes);
        var symbols = symbolTable.AsSpan();
        if (_failed)
            return null;
        AttachRelocations(headers, sections, symbols);
        var groups = ReadGroups(headers, sections, symbols);
        if (!_failed)
            Narrow(sections);
        return _failed ? null : new ObjectUnit(_input.Contents)
        {
            Name = _input.Name,
            Path = _input.Path,
            Digest = _input.Digest,
            Target = ObjectTarget.ElfX64,
            IsPatchable = notes.IsPatchable,
            Sections = new(sectionTable),
            Symbols = new(symbolTable),
            Groups = groups,
            LocalSymbols = CountLocals(symbols, sections),
            RelocationCount = _relocationCount,
        };
    }

    private bool CheckHeader(out Elf64_Ehdr header)
    {
        header = default;
        if (File.Length < Elf64_Ehdr.Size)
            return Corrupt("the ELF header is truncated");
        header = MemoryMarshal.Read<Elf64_Ehdr>(File);
        if (File[EI_CLASS] != ELFCLASS64 || File[EI_DATA] != ELFDATA2LSB || header.e_machine != EM_X86_64)
            return Fail(DiagnosticCatalog.WrongArchitecture, $"the object is for {ElfNames.Machine(File[EI_CLASS], File[EI_DATA], header.e_machine)}; " +
                "runtimes are x86-64: compile with --target=x86_64-linux-gnu");
        if (File[EI_OSABI] is not (ELFOSABI_NONE or ELFOSABI_GNU))
            return Fail(DiagnosticCatalog.WrongArchitecture, $"the object is for another operating system (EI_OSABI {File[EI_OSABI]}); " +
                "compile with --target=x86_64-linux-gnu");
        if (File[EI_VERSION] != EV_CURRENT || header.e_version != EV_CURRENT)
            return Corrupt($"unknown ELF version {header.e_version}");
        return header.e_type switch
        {
            ET_REL => true,
            ET_EXEC or ET_DYN => Fail(DiagnosticCatalog.UnsupportedObject,
                "this is a linked program or shared library; only relocatable objects (compiled with -c) can be linked"),
            _ => Corrupt($"e_type {header.e_type} is not that of a relocatable object"),
        };
    }

    private bool TryGetSectionHeaders(in Elf64_Ehdr header, out ReadOnlySpan<Elf64_Shdr> headers, out int nameSection)
    {
        headers = default;
        nameSection = header.e_shstrndx;
        if (header.e_shoff == 0)
            return Corrupt("there is no section header table");
        if (header.e_shentsize != Elf64_Shdr.Size)
            return Corrupt($"e_shentsize is {header.e_shentsize}, not {Elf64_Shdr.Size}");
        if (!IsInFile(header.e_shoff, Elf64_Shdr.Size))
            return Corrupt($"the section header table at 0x{header.e_shoff:x} is truncated");

        // More sections than 16 bits can count: the numbers stand in section 0 (gABI, "extended section numbering").
        var first = MemoryMarshal.Read<Elf64_Shdr>(File[(int)header.e_shoff..]);
        ulong count = header.e_shnum == 0 ? first.sh_size : header.e_shnum;
        if (header.e_shstrndx == SHN_XINDEX)
            nameSection = (int)Math.Min(first.sh_link, int.MaxValue);
        if (count == 0 || count > (ulong)File.Length / Elf64_Shdr.Size || !IsInFile(header.e_shoff, count * Elf64_Shdr.Size))
            return Corrupt($"the section header table at 0x{header.e_shoff:x} with {count} entries is truncated");
        headers = MemoryMarshal.Cast<byte, Elf64_Shdr>(File.Slice((int)header.e_shoff, (int)count * Elf64_Shdr.Size));
        if (nameSection >= headers.Length)
            return Corrupt($"e_shstrndx {nameSection} is not a section");
        return true;
    }

    private void ReadSections(ReadOnlySpan<Elf64_Shdr> headers, int nameSection, ArraySegment<ObjectSection> table)
    {
        var sections = table.AsSpan();
        sections.Clear();
        if (!TryGetContent(headers, nameSection, out var names))
        {
            Corrupt($"section {nameSection}, the section names, lies outside the file");
            return;
        }

        names = Keep(nameSection, names);
        _tables.SetSections(table, names);
        for (int i = 1; i < headers.Length; i++)
        {
            ref readonly var header = ref headers[i];
            if (!TryGetName(names, header.sh_name, out var name))
                Corrupt($"section {i}: its name at 0x{header.sh_name:x} lies outside the names");
            else if (!TryGetContent(headers, i, out _))
                Corrupt($"section {name}: its content at 0x{header.sh_offset:x} of 0x{header.sh_size:x} bytes lies outside the file");
            else
                sections[i] = MakeSection(i, name, header, headers.Length);
            NoteTable(header.sh_type, i);
            if (_notesSection == 0 && name == GraftNotes.SectionName)
                _notesSection = i;
        }
    }

    private void NoteTable(uint type, int index)
    {
        if (type == SHT_SYMTAB && _symbolTable != 0)
            Corrupt($"section {index}: there is a second symbol table");
        else if (type == SHT_SYMTAB)
            _symbolTable = index;
        else if (type == SHT_SYMTAB_SHNDX)
            _extendedIndices = index;
    }

    private ObjectSection MakeSection(int index, Utf8Name name, in Elf64_Shdr header, int count)
    {
        ulong alignment = Math.Max(header.sh_addralign, 1);
        var kind = ElfNames.Classify(name, header.sh_type, header.sh_flags);
        if (kind != SectionKind.Unloaded)
        {
            if (name == ".init"u8 || name == ".fini"u8)
                Unsupported($"section {name} holds a piece of a function that is whole only in a linked program; use __attribute__((constructor)) or __attribute__((destructor))");
            if (!ulong.IsPow2(alignment) || alignment > GreatestAlignment)
                Corrupt($"section {name}: alignment {alignment} is not a power of two up to {GreatestAlignment}");
            if ((header.sh_flags & (SHF_WRITE | SHF_EXECINSTR)) == (SHF_WRITE | SHF_EXECINSTR))
                Unsupported($"section {name} is both writable and executable; a runtime never maps memory so");
            if ((header.sh_flags & SHF_COMPRESSED) != 0)
                Unsupported($"section {name} is compressed");
            if (kind == SectionKind.ThreadLocal && alignment > GreatestThreadLocalAlignment)
                Unsupported($"section {name}: thread-local variables are aligned to {GreatestThreadLocalAlignment} bytes at most, not to {alignment}");
            if (header.sh_size > int.MaxValue)
                Unsupported($"section {name} has 0x{header.sh_size:x} bytes; an arena holds less than 2 GiB");
        }

        bool hasLink = (header.sh_flags & SHF_LINK_ORDER) != 0;
        if (hasLink && header.sh_link >= (uint)count)
            Corrupt($"section {name}: sh_link {header.sh_link} is not a section");
        var odd = new OddSection(alignment, (header.sh_flags & SHF_MERGE) != 0 ? header.sh_entsize : 0, hasLink ? (int)Math.Min(header.sh_link, int.MaxValue) : 0);
        return new(_tables, index, (int)header.sh_name, kind, TraitsOf(header, kind), (int)header.sh_offset, header.sh_size, odd);
    }

    private ObjectSection.Traits TraitsOf(in Elf64_Shdr header, SectionKind kind)
    {
        bool isEmpty = header.sh_type is SHT_NOBITS or SHT_NULL;
        bool hasEntry = kind == SectionKind.Code && !isEmpty && Math.Max(header.sh_addralign, 1) % EntryNoOp.Size == 0
            && EntryNoOp.IsAt(File.Slice((int)header.sh_offset, (int)header.sh_size));
        return ((header.sh_flags & SHF_STRINGS) != 0 ? ObjectSection.Traits.HoldsStrings : 0)
            | ((header.sh_flags & SHF_LINK_ORDER) != 0 && header.sh_link > 0 ? ObjectSection.Traits.IsLinked : 0)
            | ((header.sh_flags & SHF_GNU_RETAIN) != 0 ? ObjectSection.Traits.IsRetained : 0)
            | (isEmpty ? ObjectSection.Traits.IsEmpty : 0)
            | (hasEntry ? ObjectSection.Traits.HasEntry : 0);
    }

    /// <summary>A table that is asked for when the file is out of memory, too.</summary>
    private ReadOnlyMemory<byte> Keep(int section, ReadOnlyMemory<byte> table)
    {
        if (_input.Contents.AreKept)
            return table;
        if (section == _keptSection)
            return _kept; // Section and symbol names may be in one table.
        var room = UnitMemory.RentBytes(_memory, table.Length);
        table.CopyTo(room);
        (_keptSection, _kept) = (section, room);
        return room;
    }

    private GraftNotes ReadNotes(ReadOnlySpan<ObjectSection> sections)
    {
        if (_notesSection == 0)
            return GraftNotes.None;
        ref readonly var section = ref sections[_notesSection];
        if (GraftNotes.TryParse(Keep(_notesSection, section.Bytes)) is { } notes)
            return notes;
        Corrupt($"section {section.Name} is malformed; compile the object again with this version of Graft");
        return GraftNotes.None;
    }

    private bool TryGetContent(ReadOnlySpan<Elf64_Shdr> headers, int index, out ReadOnlyMemory<byte> content)
    {
        ref readonly var header = ref headers[index];
        content = default;
        if (header.sh_type is SHT_NOBITS or SHT_NULL)
            return true;
        if (!IsInFile(header.sh_offset, header.sh_size))
            return false;
        content = _input.Bytes.Slice((int)header.sh_offset, (int)header.sh_size);
        return true;
    }

    private bool IsInFile(ulong offset, ulong size) => offset <= (ulong)File.Length && size <= (ulong)File.Length - offset;

    private static bool TryGetName(ReadOnlyMemory<byte> table, uint offset, out Utf8Name name)
    {
        name = default;
        if (offset == 0)
            return true;
        int length = offset < (uint)table.Length ? table.Span[(int)offset..].IndexOf((byte)0) : -1;
        if (length < 0)
            return false;
        name = new(table.Slice((int)offset, length));
        return true;
    }

    /// <summary>Contents and relocations of loaded sections lie side by side, mostly.</summary>
    private void Narrow(ReadOnlySpan<ObjectSection> sections)
    {
        var (start, end) = (int.MaxValue, 0);
        foreach (ref readonly var section in sections)
        {
            if (section.IsLoaded)
                section.Cover(ref start, ref end);
        }

        _input.Contents.Narrow(Math.Min(start, end), end - Math.Min(start, end));
    }

    private static int CountLocals(ReadOnlySpan<ObjectSymbol> symbols, Span<ObjectSection> sections)
    {
        int count = 0;
        foreach (ref readonly var symbol in symbols)
        {
            if (symbol.Scope != ObjectSymbolScope.Local)
                continue;
            if (symbol.IsLabelOf(sections))
            {
                ref var section = ref sections[symbol.Section];
                if (section.HasLabels)
                    continue;
                section = section.With(ObjectSection.Traits.HasLabels);
            }

            count++;
        }

        return count;
    }

    private static string Show(Utf8Name name, int index) => name.IsEmpty ? $"{index}" : SymbolText.Quote(name);

    private bool Corrupt(string message) =>
        Fail(DiagnosticCatalog.CorruptObject, $"{message}; the file is damaged: build it again");

    private void Unsupported(string message) => Fail(DiagnosticCatalog.UnsupportedObject, message);

    /// <summary>Reports an error; only the first few, since one damaged table makes hundreds.</summary>
    private bool Fail(DiagnosticDescriptor descriptor, string message)
    {
        const int ErrorLimit = 10;
        if (!_failed || _diagnostics.Count < ErrorLimit)
            _diagnostics.Add(descriptor.At(message, _input.Path));
        _failed = true;
        return false;
    }
}
