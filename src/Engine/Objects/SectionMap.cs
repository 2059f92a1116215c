using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A stretch of a section that is one thing.</summary>
/// <param name="Name">The symbol that covers it; empty if none with a lasting name does.</param>
/// <param name="Start">Its first byte's offset in the section.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct SectionPiece(Utf8Name Name, ulong Start, ulong Size);

/// <summary>
/// Finds what lies at an offset of a unit's section. A nameless stretch reaches from a place that somebody refers to, or
/// where a symbol begins or ends, to the next such place.
/// </summary>
internal sealed class SectionMap
{
    private readonly ObjectUnit _unit;
    private readonly ulong[]?[] _cuts;
    private readonly int[]?[] _named;
    private readonly ObjectRelocation[]?[] _sorted;

    public SectionMap(ObjectUnit unit)
    {
        _unit = unit;
        _cuts = new ulong[unit.Sections.Length][];
        _named = new int[unit.Sections.Length][];
        _sorted = new ObjectRelocation[unit.Sections.Length][];
        CollectNamed();
        CollectCuts();
    }

    /// <summary>The stretch that an offset lies in.</summary>
    public SectionPiece PieceAt(int section, ulong offset)
    {
        if (Covering(section, offset) is { } symbol)
            return new(_unit.Symbols[symbol].Name, _unit.Symbols[symbol].Value, _unit.Symbols[symbol].Size);
        ulong end = _unit.Sections[section].Size;
        if (_cuts[section] is not { } cuts)
            return new(default, 0, end);
        int index = Array.BinarySearch(cuts, offset);
        int next = index >= 0 ? index + 1 : ~index;
        ulong start = next > 0 ? cuts[next - 1] : 0;
        return new(default, start, (next < cuts.Length ? cuts[next] : end) - start);
    }

    /// <summary>The stretch that a relocation of a section's own or a private symbol means.</summary>
    /// <param name="relocation">The relocation.</param>
    /// <param name="inCode">Whether it stands in instructions: only there is a displacement's addend known to be off by 4.</param>
    /// <param name="offset">The place meant, counted from the stretch's start.</param>
    public SectionPiece TargetOf(in ObjectRelocation relocation, bool inCode, out ulong offset)
    {
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[(int)relocation.Symbol];
        offset = (ulong)relocation.Addend;
        if (symbol.Type != ObjectSymbolType.Section)
            return symbol.Size > 0 ? new(default, symbol.Value, symbol.Size) : PieceAt(symbol.Section, symbol.Value);
        if (!TryGetOffset(relocation, symbol.Section, inCode, out ulong place))
            return PieceAt(symbol.Section, 0);
        var piece = PieceAt(symbol.Section, Math.Min(place, _unit.Sections.AsSpan()[symbol.Section].Size));
        offset = place - piece.Start;
        return piece;
    }

    /// <summary>
    /// The offset that a relocation against a section means. A difference of places in data (an entry of a jump table)
    /// does not tell, unless entries of the target may be merged: then assemblers put nothing else into the addend.
    /// </summary>
    private bool TryGetOffset(in ObjectRelocation relocation, int section, bool inCode, out ulong offset)
    {
        bool isDisplacement = X64Relocations.IsPcRelative(relocation.Type);
        offset = (ulong)relocation.Addend + (isDisplacement && inCode ? 4u : 0u);
        return inCode || !isDisplacement || _unit.Sections.AsSpan()[section].MergeEntity > 0;
    }

    /// <summary>The relocations of a range of a section, by rising offset.</summary>
    public ReadOnlySpan<ObjectRelocation> RelocationsIn(int section, ulong start, ulong size)
    {
        var all = _sorted[section] is { } sorted ? sorted : Sorted(section);
        int first = LowerBound(all, start);
        return all[first..LowerBound(all, start + size)];
    }

    /// <summary>Compilers write relocations by rising offset; only other tables are copied and sorted.</summary>
    private ReadOnlySpan<ObjectRelocation> Sorted(int section)
    {
        var relocations = _unit.Sections.AsSpan()[section].Relocations;
        ulong last = 0;
        foreach (ref readonly var relocation in relocations)
        {
            if (relocation.Offset < last)
            {
                var copy = relocations.ToArray();
                Array.Sort(copy, static (a, b) => a.Offset.CompareTo(b.Offset));
                return _sorted[section] = copy;
            }

            last = relocation.Offset;
        }

        return relocations;
    }

    private static int LowerBound(ReadOnlySpan<ObjectRelocation> relocations, ulong offset)
    {
        int low = 0, high = relocations.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (relocations[middle].Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private int? Covering(int section, ulong offset)
    {
        if (_named[section] is not { } symbols)
            return null;
        int low = 0, high = symbols.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_unit.Symbols.AsSpan()[symbols[middle]].Value <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == 0)
            return null;
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[symbols[low - 1]];
        return offset - symbol.Value < symbol.Size ? symbols[low - 1] : null;
    }

    private void CollectNamed()
    {
        var bySection = new List<int>?[_named.Length];
        for (int i = 1; i < _unit.Symbols.Length; i++)
        {
            ref readonly var symbol = ref _unit.Symbols.AsSpan()[i];
            if (symbol is { IsInSection: true, IsPrivate: false, Size: > 0 })
                (bySection[symbol.Section] ??= []).Add(i);
        }

        for (int section = 0; section < bySection.Length; section++)
        {
            if (bySection[section] is not { } symbols)
                continue;
            symbols.Sort((a, b) => _unit.Symbols[a].Value.CompareTo(_unit.Symbols[b].Value));
            _named[section] = [.. symbols];
        }
    }

    private void CollectCuts()
    {
        var bySection = new List<ulong>?[_cuts.Length];
        foreach (ref readonly var symbol in _unit.Symbols.AsSpan())
        {
            if (!symbol.IsInSection)
                continue;
            Cut(bySection, symbol.Section, symbol.Value);
            Cut(bySection, symbol.Section, symbol.Value + symbol.Size);
        }

        foreach (ref readonly var section in _unit.Sections.AsSpan())
        {
            foreach (ref readonly var relocation in section.Relocations)
            {
                ref readonly var target = ref _unit.Symbols.AsSpan()[(int)relocation.Symbol];
                if (target is { IsInSection: true, Type: ObjectSymbolType.Section }
                    && TryGetOffset(relocation, target.Section, section.Kind == SectionKind.Code, out ulong offset)
                    && offset < _unit.Sections.AsSpan()[target.Section].Size)
                    Cut(bySection, target.Section, offset);
            }
        }

        for (int section = 0; section < bySection.Length; section++)
        {
            if (bySection[section] is { } cuts)
                _cuts[section] = [.. cuts.Order().Distinct()];
        }
    }

    private static void Cut(List<ulong>?[] bySection, int section, ulong offset) => (bySection[section] ??= []).Add(offset);
}
