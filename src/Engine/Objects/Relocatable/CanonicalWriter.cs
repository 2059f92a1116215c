using System.Runtime.InteropServices;
using Graft.Engine.Collections;
using Graft.Engine.Objects.Elf;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// Writes a merged object (gABI, chapter 4): the header, the blocks' sections with their relocations, the groups' members, the tables,
/// the section headers.
/// </summary>
internal sealed partial class CanonicalWriter
{
    /// <summary>Blocks that are worth another thread.</summary>
    private const int LeastBlocks = 256;

    private const int TableAlignment = 8;
    private const int GroupAlignment = sizeof(uint);

    /// <summary>What contents are aligned to in the file at most: addresses are given by linkers, and an object is not mapped.</summary>
    private const ulong GreatestFileAlignment = 16;

    private readonly CanonicalObject _object;
    private readonly CanonicalLayout _layout;
    private readonly StringTable _strings;
    private readonly List<Table> _tables = [];
    private readonly int _sectionCount;

    /// <summary>Tables before the symbol table, which relocations name.</summary>
    private readonly int _symbolTable;

    /// <summary>The frames' tables being filled in.</summary>
    private readonly Task _frames;

    public CanonicalWriter(CanonicalObject merged)
    {
        _object = merged;
        _layout = new(merged);
        _strings = new(merged, _layout);
        _frames = AddFrames();
        AddNotes();
        AddIndex();
        _symbolTable = _layout.FirstTable + _tables.Count;
        foreach (ref var table in CollectionsMarshal.AsSpan(_tables))
            table = table.Type == SHT_RELA ? table with { Link = (uint)_symbolTable } : table;
        AddSymbols();
        _tables.Add(new(".strtab", SHT_STRTAB, 0, _strings.ToArray(_tables)));
        _sectionCount = _layout.FirstTable + _tables.Count;
    }

    /// <summary>A section that is not a block's.</summary>
    internal readonly record struct Table(string Name, uint Type, ulong Flags, ReadOnlyMemory<byte> Bytes)
    {
        public uint Link { get; init; }

        public uint Info { get; init; }

        public uint Alignment { get; init; } = 1;

        public uint EntrySize { get; init; }
    }

    /// <summary>Writes the file.</summary>
    public byte[] Write()
    {
        var starts = new ulong[_object.Blocks.Length];
        ulong tables = Elf64_Ehdr.Size;
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = tables;
            PlaceBlock(i, default, default, ref tables);
        }

        ulong end = PlaceTables(default, default, tables);
        ulong headers = Align(end, TableAlignment);
        var file = GC.AllocateUninitializedArray<byte>(checked((int)headers + (_sectionCount * Elf64_Shdr.Size)));
        var entries = MemoryMarshal.Cast<byte, Elf64_Shdr>(file.AsSpan((int)headers));
        file.AsSpan((int)end, (int)(headers - end)).Clear();
        WriteHeader(file, headers);
        bool isExtended = _sectionCount >= SHN_LORESERVE;
        entries[0] = new(0, SHT_NULL, 0, 0, isExtended ? (ulong)_sectionCount : 0, isExtended ? (uint)_sectionCount - 1 : 0, 0, 0);
        InRuns.Do(starts.Length, LeastBlocks, (_, first, behind) =>
        {
            var headersOfRun = MemoryMarshal.Cast<byte, Elf64_Shdr>(file.AsSpan((int)headers));
            for (int i = first; i < behind; i++)
            {
                ulong position = starts[i];
                PlaceBlock(i, file, headersOfRun, ref position);
            }
        });
        _frames.GetAwaiter().GetResult();
        PlaceTables(file, entries, tables);
        return file;
    }

    private static ulong Align(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    private void WriteHeader(Span<byte> file, ulong sectionHeaders)
    {
        bool isExtended = _sectionCount >= SHN_LORESERVE;
        file[..Elf64_Ehdr.Size].Clear();
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT, UsesGnu() ? ELFOSABI_GNU : ELFOSABI_NONE];
        identification.CopyTo(file);
        MemoryMarshal.Write(file, new Elf64_Ehdr(
            MemoryMarshal.Read<ulong>(file), ET_REL, EM_X86_64, sectionHeaders,
            isExtended ? (ushort)0 : (ushort)_sectionCount, isExtended ? SHN_XINDEX : (ushort)(_sectionCount - 1)));
    }

    /// <summary>Whether anything in the object means something on GNU systems only.</summary>
    private bool UsesGnu()
    {
        foreach (var block in _object.Blocks)
        {
            foreach (ref readonly var section in block.Sections.AsSpan())
            {
                if ((section.Flags & SHF_GNU_RETAIN) != 0)
                    return true;
            }

            for (int i = 0; i < block.Symbols.Length; i++)
            {
                int info = block.Symbols[i].Info;
                if (info >> 4 == STB_GNU_UNIQUE || (info & 0xf) == STT_GNU_IFUNC || (_layout.FlagsOf(block.Ids[i]) & MergeFlags.Retained) != 0)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Goes through the sections behind those of the blocks in order; without a file it only measures.</summary>
    /// <returns>Where the last one ends.</returns>
    private ulong PlaceTables(Span<byte> file, Span<Elf64_Shdr> headers, ulong position)
    {
        foreach (var group in _layout.Groups)
            PlaceGroup(group, file, headers, ref position);
        int number = _layout.FirstTable;
        for (int i = 0; i < _tables.Count; i++, number++)
        {
            var table = _tables[i];
            ulong offset = Put(table.Bytes.Span, table.Alignment, file, ref position);
            if (!headers.IsEmpty)
            {
                headers[number] = new(
                    _strings.OfTable(i), table.Type, table.Flags, offset, (ulong)table.Bytes.Length, table.Link, table.Info, table.Alignment, table.EntrySize);
            }
        }

        return position;
    }

    /// <summary>Goes through a block's sections in order; without a file it only measures. Blocks may be placed at the same time.</summary>
    private void PlaceBlock(int index, Span<byte> file, Span<Elf64_Shdr> headers, ref ulong position)
    {
        var block = _object.Blocks[index];
        int flat = _layout.FirstSections[index], relocation = 0;
        for (int i = 0; i < block.Sections.Length; i++, flat++)
        {
            ref readonly var section = ref block.Sections[i];
            ulong offset = Put(section.Bytes.Span, Math.Clamp(section.Alignment, 1, GreatestFileAlignment), file, ref position);
            ulong relocationOffset = position;
            if (section.RelocationCount > 0)
            {
                relocationOffset = Skip(TableAlignment, file, ref position);
                position += (ulong)section.RelocationCount * ObjectRelocation.Size;
            }

            if (headers.IsEmpty)
                continue;
            int number = _layout.SectionNumbers[flat];
            headers[number] = HeaderOf(index, block, i, offset);
            if (section.RelocationCount == 0)
                continue;
            var target = MemoryMarshal.Cast<byte, ObjectRelocation>(file[(int)relocationOffset..(int)position]);
            RelocationWriter.Write(block.Relocations.AsSpan(relocation, section.RelocationCount), target, _layout, block, index, 0);
            relocation += section.RelocationCount;
            headers[number + 1] = new(
                _strings.OfRelocations(index, i), SHT_RELA, SHF_INFO_LINK | (section.Flags & SHF_GROUP), relocationOffset, position - relocationOffset,
                (uint)_symbolTable, (uint)number, TableAlignment, ObjectRelocation.Size);
        }
    }

    private Elf64_Shdr HeaderOf(int index, EntityBlock block, int i, ulong offset)
    {
        ref readonly var section = ref block.Sections[i];
        uint link = section.LinkedTo >= 0 ? (uint)_layout.SectionNumbers[_layout.FirstSections[index] + section.LinkedTo] : 0;
        ulong flags = section.Flags;
        for (int symbol = 0; symbol < block.Symbols.Length; symbol++)
        {
            if (block.Symbols[symbol].Section == i && (_layout.FlagsOf(block.Ids[symbol]) & MergeFlags.Retained) != 0)
                flags |= SHF_GNU_RETAIN;
        }

        return new(_strings.OfSection(index, i), section.Type, flags, offset, section.Size, link, 0, section.Alignment, section.EntrySize);
    }

    private void PlaceGroup(LayoutGroup group, Span<byte> file, Span<Elf64_Shdr> headers, ref ulong position)
    {
        var words = new uint[group.Members.Count + 1];
        words[0] = group.Flags;
        for (int i = 1; i < words.Length; i++)
            words[i] = (uint)group.Members[i - 1];
        ulong offset = Put(MemoryMarshal.AsBytes(words.AsSpan()), GroupAlignment, file, ref position);
        if (!headers.IsEmpty)
        {
            headers[group.Number] = new(
                _strings.GroupName, SHT_GROUP, 0, offset, (ulong)words.Length * sizeof(uint), (uint)_symbolTable, (uint)_layout.SymbolOf[group.Id],
                GroupAlignment, sizeof(uint));
        }
    }

    private static ulong Put(ReadOnlySpan<byte> bytes, ulong alignment, Span<byte> file, ref ulong position)
    {
        ulong offset = Skip(alignment, file, ref position);
        if (!file.IsEmpty)
            bytes.CopyTo(file[(int)offset..]);
        position += (ulong)bytes.Length;
        return offset;
    }

    private static ulong Skip(ulong alignment, Span<byte> file, ref ulong position)
    {
        ulong offset = Align(position, alignment);
        if (!file.IsEmpty)
            file[(int)position..(int)offset].Clear();
        return position = offset;
    }
}
