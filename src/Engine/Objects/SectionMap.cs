using Graft.Engine.Collections;
using Graft.Engine.Objects.Elf;

namespace Graft.Engine.Objects;

/// <summary>A stretch of a section that is one thing.</summary>
/// <param name="Symbol">Index of the symbol that covers it; -1 if none with a lasting name does.</param>
/// <param name="Start">Its first byte's offset in the section.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Number">For a nameless stretch its number, less than <see cref="SectionMap.NamelessCount"/>; otherwise -1.</param>
internal readonly record struct SectionPiece(int Symbol, ulong Start, ulong Size, int Number);

/// <summary>
/// Finds what lies at an offset of a unit's section. A nameless stretch reaches from a place that somebody refers to, or
/// where a symbol begins or ends, to the next such place. Its tables come from a pool: dispose it.
/// </summary>
internal sealed class SectionMap : IDisposable
{
    private readonly ObjectUnit _unit;
    private readonly bool[] _areCutsSorted;
    private readonly ObjectRelocation[]?[] _sorted;
    private Grouping<int> _named;
    private Grouping<ulong> _cuts; // duplicates stay: the last of equal ones gives a stretch its number

    public SectionMap(ObjectUnit unit)
    {
        _unit = unit;
        _areCutsSorted = Pooled.RentZeroed<bool>(unit.Sections.Length);
        _sorted = Pooled.RentZeroed<ObjectRelocation[]?>(unit.Sections.Length);
        _named = new(unit.Sections.Length);
        _cuts = new(unit.Sections.Length);
        CollectNamed();
        CollectCuts();
    }

    /// <summary>How many nameless stretches there may be.</summary>
    public int NamelessCount => _cuts.Total;

    /// <inheritdoc/>
    public void Dispose()
    {
        _named.Dispose();
        _cuts.Dispose();
        Pooled.Return(_areCutsSorted);
        Pooled.Return(_sorted);
    }

    /// <summary>The stretch that an offset lies in.</summary>
    public SectionPiece PieceAt(int section, ulong offset)
    {
        if (Covering(section, offset) is { } symbol)
            return new(symbol, _unit.Symbols[symbol].Value, _unit.Symbols[symbol].Size, -1);
        var cuts = CutsOf(section);
        int next = UpperBound(cuts, offset);
        ulong end = next < cuts.Length ? cuts[next] : _unit.Sections.AsSpan()[section].Size;
        return new(-1, cuts[next - 1], end - cuts[next - 1], _cuts.StartOf(section) + next - 1);
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
            return symbol.Size > 0 ? PieceOf(symbol) : PieceAt(symbol.Section, symbol.Value);
        if (!TryGetOffset(relocation, symbol.Section, inCode, out ulong place))
            return PieceAt(symbol.Section, 0);
        var piece = PieceAt(symbol.Section, Math.Min(place, _unit.Sections.AsSpan()[symbol.Section].Size));
        offset = place - piece.Start;
        return piece;
    }

    /// <summary>The relocations of a range of a section, by rising offset.</summary>
    public ReadOnlySpan<ObjectRelocation> RelocationsIn(int section, ulong start, ulong size)
    {
        var all = RelocationsOf(section);
        int first = LowerBound(all, start);
        return all[first..LowerBound(all, start + size)];
    }

    /// <summary>What a private symbol with a size covers: its start is a cut.</summary>
    private SectionPiece PieceOf(in ObjectSymbol symbol) =>
        new(-1, symbol.Value, symbol.Size, _cuts.StartOf(symbol.Section) + UpperBound(CutsOf(symbol.Section), symbol.Value) - 1);

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

    /// <summary>Compilers write relocations by rising offset; only other tables are copied and sorted.</summary>
    private ReadOnlySpan<ObjectRelocation> RelocationsOf(int section)
    {
        if (_sorted[section] is { } known)
            return known.Length > 0 ? known : _unit.Sections.AsSpan()[section].Relocations;
        var relocations = _unit.Sections.AsSpan()[section].Relocations;
        _sorted[section] = [];
        for (int i = 1; i < relocations.Length; i++)
        {
            if (relocations[i].Offset < relocations[i - 1].Offset)
            {
                var copy = _sorted[section] = relocations.ToArray();
                copy.AsSpan().Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
                return copy;
            }
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

    private static int UpperBound(ReadOnlySpan<ulong> cuts, ulong offset)
    {
        int low = 0, high = cuts.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (cuts[middle] <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private int? Covering(int section, ulong offset)
    {
        var symbols = _named[section];
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
        var symbols = _unit.Symbols.AsSpan();
        for (int i = 1; i < symbols.Length; i++)
        {
            if (symbols[i] is { IsInSection: true, Size: > 0, IsPrivate: false })
                _named.Count(symbols[i].Section);
        }

        _named.Allot();
        for (int i = 1; i < symbols.Length; i++)
        {
            if (symbols[i] is { IsInSection: true, Size: > 0, IsPrivate: false })
                _named.Add(symbols[i].Section, i);
        }

        var byValue = new ByValue(_unit);
        for (int section = 0; section < _unit.Sections.Length; section++)
        {
            var inSection = _named[section];
            if (inSection.Length > 1)
                inSection.Sort(byValue);
        }
    }

    /// <summary>Every section has a cut at its start.</summary>
    private void CollectCuts()
    {
        for (int section = 0; section < _unit.Sections.Length; section++)
            _cuts.Count(section);
        foreach (ref readonly var symbol in _unit.Symbols.AsSpan())
        {
            if (symbol.IsInSection)
                _cuts.Count(symbol.Section, 2);
        }

        VisitReferences(static (ref Grouping<ulong> cuts, int section, ulong _) => cuts.Count(section));
        _cuts.Allot();
        for (int section = 0; section < _unit.Sections.Length; section++)
            _cuts.Add(section, 0);
        foreach (ref readonly var symbol in _unit.Symbols.AsSpan())
        {
            if (!symbol.IsInSection)
                continue;
            _cuts.Add(symbol.Section, symbol.Value);
            _cuts.Add(symbol.Section, symbol.Value + symbol.Size);
        }

        VisitReferences(static (ref Grouping<ulong> cuts, int section, ulong offset) => cuts.Add(section, offset));
    }

    private delegate void CutVisitor(ref Grouping<ulong> cuts, int section, ulong offset);

    /// <summary>Visits the places that relocations mean by section and offset.</summary>
    private void VisitReferences(CutVisitor visit)
    {
        foreach (ref readonly var section in _unit.Sections.AsSpan())
        {
            foreach (ref readonly var relocation in section.Relocations)
            {
                ref readonly var target = ref _unit.Symbols.AsSpan()[(int)relocation.Symbol];
                if (target is { IsInSection: true, Type: ObjectSymbolType.Section }
                    && TryGetOffset(relocation, target.Section, section.Kind == SectionKind.Code, out ulong offset)
                    && offset < _unit.Sections.AsSpan()[target.Section].Size)
                    visit(ref _cuts, target.Section, offset);
            }
        }
    }

    private Span<ulong> CutsOf(int section)
    {
        var cuts = _cuts[section];
        if (!_areCutsSorted[section])
            cuts.Sort();
        _areCutsSorted[section] = true;
        return cuts;
    }

    private readonly struct ByValue(ObjectUnit unit) : IComparer<int>
    {
        public int Compare(int x, int y) => unit.Symbols.AsSpan()[x].Value.CompareTo(unit.Symbols.AsSpan()[y].Value);
    }
}
