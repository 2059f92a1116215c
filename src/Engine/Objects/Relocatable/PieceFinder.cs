using System.Runtime.InteropServices;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>Finds the stretch that a reference into a section of pieces means.</summary>
/// <param name="source">The object.</param>
/// <param name="roles">Its sections' roles.</param>
internal sealed class PieceFinder(SourceObject source, SectionRole[] roles)
{
    private const int TableEntry = 4, Pointer = 8;

    /// <summary>By section: where pieces begin that say nothing of their size themselves, in order.</summary>
    private readonly int[]?[] _cuts = new int[roles.Length][];

    /// <summary>
    /// Learns where tables begin, from all that refers to them. A section that somebody refers to in the middle of an entry is no table
    /// of tables: it becomes a root.
    /// </summary>
    public void FindCuts(ReadOnlySpan<CutFrame> frames, int frameSection)
    {
        List<int>?[] cuts = new List<int>[roles.Length];
        for (int i = 1; i < roles.Length; i++)
        {
            if (roles[i] != SectionRole.Left)
                AddCuts(source.Unit.Sections.AsSpan()[i].Relocations, source.IsCode(i), cuts);
        }

        foreach (ref readonly var frame in frames)
            AddCuts(source.Unit.Sections.AsSpan()[frameSection].Relocations.Slice(frame.FirstRelocation, frame.RelocationCount), false, cuts);
        for (int i = 1; i < roles.Length; i++)
        {
            if (roles[i] is SectionRole.JumpTables or SectionRole.ExceptionTables && cuts[i] is { } list)
                _cuts[i] = [.. list.Distinct().Order()];
        }
    }

    /// <summary>The piece that a relocation means; null if that is outside the section.</summary>
    public Piece? Find(in ObjectRelocation relocation, bool isInCode)
    {
        int section = source.Unit.Symbols.AsSpan()[(int)relocation.Symbol].Section;
        ref readonly var content = ref source.Unit.Sections.AsSpan()[section];
        int size = (int)content.Size;
        if (roles[section] == SectionRole.Constant)
            return new(section, 0, size);
        long place = source.PlaceOf(relocation, isInCode);
        if (place < 0 || place >= size)
            return null;
        int start = (int)place;
        switch (roles[section])
        {
            case SectionRole.Entries:
                return OfEntry(section, start);
            case SectionRole.Pointers:
                start -= start % Pointer;
                return new(section, start, Pointer);
            default:
                int index = Array.BinarySearch(_cuts[section] ?? [], start);
                int first = index >= 0 ? index : ~index - 1;
                if (first < 0)
                    return null;
                start = _cuts[section]![first];
                int end = first + 1 < _cuts[section]!.Length ? _cuts[section]![first + 1] : size;
                return new(section, start, (roles[section] == SectionRole.JumpTables ? EndOfTable(content, start, end) : end) - start);
        }
    }

    /// <summary>A piece's relocations.</summary>
    public ReadOnlySpan<ObjectRelocation> RelocationsOf(in Piece piece)
    {
        var all = source.Unit.Sections.AsSpan()[piece.Section].Relocations;
        if (roles[piece.Section] == SectionRole.Constant)
            return all;
        int first = LowerBound(all, piece.Start);
        return all[first..LowerBound(all, piece.End)];
    }

    private void AddCuts(ReadOnlySpan<ObjectRelocation> relocations, bool isInCode, List<int>?[] cuts)
    {
        foreach (ref readonly var relocation in relocations)
        {
            int section = source.Unit.Symbols.AsSpan()[(int)relocation.Symbol].Section;
            if (section <= 0 || roles[section] is not (SectionRole.JumpTables or SectionRole.ExceptionTables))
                continue;
            long place = source.PlaceOf(relocation, isInCode);
            bool isInside = place >= 0 && place < (long)source.Unit.Sections.AsSpan()[section].Size;
            if (!isInside || (roles[section] == SectionRole.JumpTables && place % TableEntry != 0))
                roles[section] = SectionRole.Root;
            else
                (cuts[section] ??= []).Add((int)place);
        }
    }

    private Piece OfEntry(int section, int place)
    {
        ref readonly var content = ref source.Unit.Sections.AsSpan()[section];
        int width = (int)source.Headers[section].sh_entsize;
        if ((source.Headers[section].sh_flags & SHF_STRINGS) == 0)
            return new(section, place - (place % width), Math.Min(width, (int)content.Size - (place - (place % width))));
        var rest = content.Bytes.Span[place..];
        int end = width switch
        {
            1 => rest.IndexOf((byte)0),
            2 => MemoryMarshal.Cast<byte, ushort>(rest).IndexOf((ushort)0),
            4 => MemoryMarshal.Cast<byte, uint>(rest).IndexOf(0u),
            _ => -1,
        };
        return new(section, place, end < 0 ? rest.Length : (end + 1) * width);
    }

    /// <summary>A function's table ends where entries lead into another function: a table that nobody refers to follows.</summary>
    private int EndOfTable(in ObjectSection table, int start, int end)
    {
        var relocations = table.Relocations;
        var symbols = source.Unit.Symbols.AsSpan();
        int function = symbols[(int)relocations[start / TableEntry].Symbol].Section;
        int next = start / TableEntry;
        while (next < end / TableEntry && symbols[(int)relocations[next].Symbol].Section == function)
            next++;
        return next * TableEntry;
    }

    private static int LowerBound(ReadOnlySpan<ObjectRelocation> relocations, int offset)
    {
        int low = 0, high = relocations.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (relocations[middle].Offset < (ulong)offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
