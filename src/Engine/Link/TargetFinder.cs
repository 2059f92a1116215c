using Graft.Engine.Collections;
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
internal sealed class TargetFinder(LinkState state) : IDisposable
{
    private Grouping<FunctionStart> _functions;
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
        if (symbol.IsSection)
        {
            long addend = relocation.Addend + (long)state.Units[site.Unit].Symbols.AsSpan()[(int)relocation.Symbol].Value;
            if ((isDisplacement && !inCode) || kind.Formula is Formula.GotPcRelative or Formula.GotEntryOffset)
                return new(id, addend, false); // An entry of the GOT is the section's own.
            return TryFindFunction(site.Unit, relocation.Symbol, (ulong)(addend - startAddend), out int function)
                ? new(function, startAddend, true)
                : new(id, addend, false);
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
        var functions = _functions[section];
        int place = functions.BinarySearch(new FunctionStart(offset, 0));
        place = place < 0 ? ~place : place;
        if (place == functions.Length || functions[place].Offset != offset)
            return false;
        id = state.IdOf(unit, functions[place].Symbol);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_functionsOf >= 0)
            _functions.Dispose();
        _functionsOf = -1;
    }

    private void CollectFunctions(int unit)
    {
        Dispose();
        _functionsOf = unit;
        _functions = new(state.Units[unit].Sections.Length);
        var symbols = state.Units[unit].Symbols.AsSpan();
        for (int i = 1; i < symbols.Length; i++)
        {
            if (symbols[i] is { IsInSection: true, Type: ObjectSymbolType.Function })
                _functions.Count(symbols[i].Section);
        }

        _functions.Allot();
        for (int i = 1; i < symbols.Length; i++)
        {
            if (symbols[i] is { IsInSection: true, Type: ObjectSymbolType.Function })
                _functions.Add(symbols[i].Section, new(symbols[i].Value, i));
        }

        for (int section = 0; section < state.Units[unit].Sections.Length; section++)
        {
            if (_functions[section].Length > 1)
                _functions[section].Sort();
        }
    }

    /// <summary>Where a function starts in its section. Of several names of one place the first in the symbol table counts.</summary>
    private readonly record struct FunctionStart(ulong Offset, int Symbol) : IComparable<FunctionStart>
    {
        public int CompareTo(FunctionStart other) =>
            Offset != other.Offset ? Offset.CompareTo(other.Offset) : Symbol.CompareTo(other.Symbol);
    }
}
