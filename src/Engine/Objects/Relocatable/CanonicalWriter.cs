using System.Runtime.InteropServices;
using Graft.Engine.Collections;
using Graft.Engine.Objects.Elf;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// Writes a merged object (gABI, chapter 4): the header, the blocks' sections with their relocations, the groups' members, the tables,
/// the section headers.
/// </summary>
internal sealed class CanonicalWriter
{
    /// <summary>Blocks that are worth another thread.</summary>
    private const int LeastBlocks = 256;

    private const int GroupAlignment = sizeof(uint);

    /// <summary>What contents are aligned to in the file at most: addresses are given by linkers, and an object is not mapped.</summary>
    private const ulong GreatestFileAlignment = 16;

    private readonly CanonicalObject _object;
    private readonly CanonicalTables _tables;
    private readonly CanonicalLayout _layout;
    private readonly StringTable _strings;
    private readonly CanonicalTables.Table[] _sections;
    private readonly int _sectionCount;

    /// <summary>What most blocks are taken from, null for nothing; and by block, whether it is not there.</summary>
    private readonly WrittenObject? _before;
    private readonly bool[] _isChanged;

    /// <summary>Where each block begins; after the last the end.</summary>
    private readonly ulong[] _starts;

    private CanonicalWriter(CanonicalObject merged, CanonicalTables tables, FrameTable frames, WrittenObject? before, List<int> changed)
    {
        _object = merged;
        _tables = tables;
        _layout = tables.Layout;
        _strings = tables.Strings;
        _sections = tables.Sections.ToArray();
        _sectionCount = _layout.FirstTable + _sections.Length;
        _starts = new ulong[merged.Blocks.Length + 1];
        _before = before;
        _isChanged = new bool[merged.Blocks.Length];
        foreach (int block in changed)
            _isChanged[block] = true;
        if (frames.Bytes.Length == 0)
            return;
        _sections[0] = _sections[0] with { Bytes = frames.Bytes };
        _sections[1] = _sections[1] with { Bytes = frames.Relocations };
    }

    /// <summary>Writes an object.</summary>
    /// <param name="merged">The object.</param>
    /// <param name="before">One that may have most of its blocks; null for none.</param>
    public static WrittenObject Write(CanonicalObject merged, WrittenObject? before)
    {
        var changed = before?.FindChanges(merged);
        before = changed is null ? null : before;
        var tables = before?.Tables.With(merged, changed!) ?? CanonicalTables.Of(merged);
        var frames = before?.Frames.With(merged, before.Object, changed!, tables.Layout);
        var filling = Task.CompletedTask;
        if (frames is null)
        {
            var table = frames = new(merged);
            filling = Task.Run(() => table.Fill(merged, tables.Layout)); // The largest tables are filled in beside all else.
        }

        var writer = new CanonicalWriter(merged, tables, frames, before, changed ?? []);
        return new(merged, writer.Write(filling), writer._starts, tables, frames);
    }

    private byte[] Write(Task frames)
    {
        Measure();
        ulong end = PlaceSections(default, default, _starts[^1]);
        ulong headers = Align(end, CanonicalTables.Alignment);
        var file = GC.AllocateUninitializedArray<byte>(checked((int)headers + (_sectionCount * Elf64_Shdr.Size)));
        var entries = MemoryMarshal.Cast<byte, Elf64_Shdr>(file.AsSpan((int)headers));
        file.AsSpan((int)end, (int)(headers - end)).Clear();
        WriteHeader(file, headers);
        bool isExtended = _sectionCount >= SHN_LORESERVE;
        entries[0] = new(0, SHT_NULL, 0, 0, isExtended ? (ulong)_sectionCount : 0, isExtended ? (uint)_sectionCount - 1 : 0, 0, 0);
        InRuns.Do(_object.Blocks.Length, LeastBlocks, (_, first, behind) =>
        {
            var headersOfRun = MemoryMarshal.Cast<byte, Elf64_Shdr>(file.AsSpan((int)headers));
            for (int i = first; i < behind;)
                i = IsKept(i) ? CopyBlocks(i, behind, file, headersOfRun) : PlaceBlock(i, file, headersOfRun);
        });
        frames.GetAwaiter().GetResult();
        PlaceSections(file, entries, _starts[^1]);
        return file;
    }

    /// <summary>Finds the blocks' places.</summary>
    private void Measure()
    {
        ulong position = Elf64_Ehdr.Size;
        for (int i = 0; i < _object.Blocks.Length; i++)
        {
            _starts[i] = position;
            if (IsKept(i))
                position += _before!.Starts[i + 1] - _before.Starts[i];
            else
                PlaceBlock(i, default, default, ref position);
        }

        _starts[^1] = position;
    }

    /// <summary>Whether a block's bytes are in the file before, with all gaps between its sections as they have to be.</summary>
    private bool IsKept(int block) => _before is not null && !_isChanged[block] && (_starts[block] - _before.Starts[block]) % GreatestFileAlignment == 0;

    /// <summary>Copies blocks that stand side by side in the file before.</summary>
    /// <returns>The block behind them.</returns>
    private int CopyBlocks(int first, int limit, Span<byte> file, Span<Elf64_Shdr> headers)
    {
        var before = _before!;
        ulong distance = _starts[first] - before.Starts[first];
        int end = first + 1;
        while (end < limit && IsKept(end) && _starts[end] - before.Starts[end] == distance)
            end++;
        before.File.AsSpan((int)before.Starts[first]..(int)before.Starts[end]).CopyTo(file[(int)_starts[first]..]);

        // Of groups between them, too; those are written later.
        var known = MemoryMarshal.Cast<byte, Elf64_Shdr>(before.File.AsSpan(^(_sectionCount * Elf64_Shdr.Size)..));
        for (int i = FirstSectionOf(first); i < FirstSectionOf(end); i++)
        {
            ref readonly var header = ref known[i];
            headers[i] = new(
                header.sh_name, header.sh_type, header.sh_flags, header.sh_offset + distance, header.sh_size,
                header.sh_link, header.sh_info, header.sh_addralign, header.sh_entsize);
        }

        return end;
    }

    /// <summary>Number of the first section of a block or of those behind it.</summary>
    private int FirstSectionOf(int block) =>
        _layout.FirstSections[block] is var flat && flat < _layout.SectionNumbers.Length ? _layout.SectionNumbers[flat] : _layout.FirstTable;

    private int PlaceBlock(int index, Span<byte> file, Span<Elf64_Shdr> headers)
    {
        ulong position = _starts[index];
        PlaceBlock(index, file, headers, ref position);
        return index + 1;
    }

    private static ulong Align(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    private void WriteHeader(Span<byte> file, ulong sectionHeaders)
    {
        bool isExtended = _sectionCount >= SHN_LORESERVE;
        file[..Elf64_Ehdr.Size].Clear();
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT, _tables.UsesGnu ? ELFOSABI_GNU : ELFOSABI_NONE];
        identification.CopyTo(file);
        MemoryMarshal.Write(file, new Elf64_Ehdr(
            MemoryMarshal.Read<ulong>(file), ET_REL, EM_X86_64, sectionHeaders,
            isExtended ? (ushort)0 : (ushort)_sectionCount, isExtended ? SHN_XINDEX : (ushort)(_sectionCount - 1)));
    }

    /// <summary>Goes through the sections behind those of the blocks in order; without a file it only measures.</summary>
    /// <returns>Where the last one ends.</returns>
    private ulong PlaceSections(Span<byte> file, Span<Elf64_Shdr> headers, ulong position)
    {
        foreach (var group in _layout.Groups)
            PlaceGroup(group, file, headers, ref position);
        int number = _layout.FirstTable;
        for (int i = 0; i < _sections.Length; i++, number++)
        {
            var table = _sections[i];
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
                relocationOffset = Skip(CanonicalTables.Alignment, file, ref position);
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
                (uint)_tables.SymbolSection, (uint)number, CanonicalTables.Alignment, ObjectRelocation.Size);
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
                _strings.GroupName, SHT_GROUP, 0, offset, (ulong)words.Length * sizeof(uint), (uint)_tables.SymbolSection, (uint)_layout.SymbolOf[group.Id],
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
