using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>What a relocation means.</summary>
/// <param name="SymbolId">The symbol.</param>
/// <param name="Addend">A, relative to that symbol.</param>
/// <param name="IsAtStart">Whether it means the symbol itself, not a place inside it.</param>
internal readonly record struct RelocationTarget(int SymbolId, long Addend, bool IsAtStart);

/// <summary>
/// Finds the symbol that a relocation means. Assemblers name local functions by section and offset; if that is where a
/// function starts, the function is meant, and its stub has to stand for it.
/// </summary>
internal sealed class TargetFinder(LinkState state)
{
    private readonly Dictionary<(int Section, ulong Offset), int> _functions = [];
    private int _functionsOf = -1;

    public RelocationTarget Find(in Site site, in ObjectRelocation relocation, Reference reference)
    {
        int id = state.IdOf(site.Unit, (int)relocation.Symbol);
        ref var symbol = ref state.Symbols[id];
        bool inCode = site.Kind == SectionKind.Code;

        // In code, a displacement counts from the end of its field, so that its addend is -4 for the place itself. In data a difference of places (a jump table's
        // entry, a frame's start) may have any addend, and those that name a section mean places inside a function.
        var kind = X64.Kind(relocation.Type);
        bool isDisplacement = kind.Formula is Formula.PcRelative or Formula.GotPcRelative;
        long startAddend = isDisplacement && kind.Field != Field.Any64 ? -FieldWriter.Width(kind.Field) : 0;
        if (symbol.Type == ObjectSymbolType.Section)
        {
            if (isDisplacement && !inCode)
                return new(id, relocation.Addend, false);
            ulong offset = (ulong)(relocation.Addend - startAddend);
            return TryFindFunction(site.Unit, relocation.Symbol, offset, out int function)
                ? new(function, startAddend, true)
                : new(id, relocation.Addend, false);
        }

        bool isAtStart = (site.Kind != SectionKind.EhFrame && isDisplacement && !inCode)
            || relocation.Addend == startAddend
            || reference is Reference.GotEntry or Reference.GotLoad or Reference.GotCall;
        return new(id, relocation.Addend, isAtStart && site.Kind != SectionKind.EhFrame);
    }

    private bool TryFindFunction(int unit, uint sectionSymbol, ulong offset, out int id)
    {
        id = -1;
        int section = state.Units[unit].Symbols.AsSpan()[(int)sectionSymbol].Section;
        if (section <= 0 || state.Units[unit].Sections.AsSpan()[section].Kind != SectionKind.Code)
            return false;
        if (_functionsOf != unit)
            CollectFunctions(unit);
        return _functions.TryGetValue((section, offset), out id);
    }

    private void CollectFunctions(int unit)
    {
        _functions.Clear();
        _functionsOf = unit;
        var symbols = state.Units[unit].Symbols.AsSpan();
        for (int i = 1; i < symbols.Length; i++)
        {
            if (symbols[i] is { IsInSection: true, Type: ObjectSymbolType.Function })
                _functions.TryAdd((symbols[i].Section, symbols[i].Value), state.IdOf(unit, i));
        }
    }
}
