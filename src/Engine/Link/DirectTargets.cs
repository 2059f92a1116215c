using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Whether a relocation will hold an address of a section's own bytes, and of which; otherwise it holds one that no patch changes.</summary>
internal sealed class DirectTargets(LinkState state) : IDisposable
{
    /// <summary>A stub, a symbol of another link, state that lives on.</summary>
    public const int Nowhere = -1;

    /// <summary>Something that this link gives an address, but no section's.</summary>
    public const int Elsewhere = -2;

    private readonly TargetFinder _targets = new(state);

    /// <summary>Number of the section, <see cref="Nowhere"/> or <see cref="Elsewhere"/>.</summary>
    public int Find(int unit, int section, in ObjectRelocation relocation)
    {
        int id = state.IdOf(unit, (int)relocation.Symbol);
        ref var symbol = ref state.Symbols[id];
        if (symbol.Standing == Standing.Bound)
            return AreBoundsKept(symbol.Symbol) ? Nowhere : Elsewhere;
        if (!symbol.IsDefined || symbol.Standing is Standing.GotBase or Standing.Elsewhere)
            return Nowhere;
        int home = state.Units[symbol.Unit].Symbols.AsSpan()[symbol.Symbol].Section;
        if (home == ObjectSymbol.Absolute)
            return symbol.Unit == unit ? Nowhere : Elsewhere; // The digest knows the value in its own unit only.
        if (home == ObjectSymbol.Common)
            return symbol.Standing == Standing.Kept ? Nowhere : Elsewhere;
        if (state.SectionOf(symbol.Unit, home).Fate != SectionFate.Place || IsByStub(unit, section, relocation))
            return Nowhere;
        return state.NumberOf(symbol.Unit, home);
    }

    /// <inheritdoc/>
    public void Dispose() => _targets.Dispose();

    private bool AreBoundsKept(int bounds)
    {
        foreach (var (unit, section) in state.Bounds[bounds].Members)
        {
            if (state.SectionOf(unit, section).Fate != SectionFate.Keep)
                return false;
        }

        return true;
    }

    private bool IsByStub(int unit, int section, in ObjectRelocation relocation)
    {
        ref readonly var source = ref state.Units[unit].Sections.AsSpan()[section];
        var kind = X64.Kind(relocation.Type);
        bool inCode = source.Kind == SectionKind.Code;
        var reference = X64.Classify(kind, inCode, source.Bytes.Span, (int)relocation.Offset, relocation.Addend);
        var site = new Site { Unit = unit, Section = section, Kind = source.Kind };
        var target = _targets.Find(site, relocation, reference);
        ref var symbol = ref state.Symbols[target.SymbolId];
        if (symbol.Stub == 0 || kind.Formula == Formula.Size)
            return false;
        if (symbol.Type == ObjectSymbolType.IndirectFunction)
            return true;
        bool isOwnCall = reference == Reference.Branch && inCode && symbol.Unit == unit && !state.Units[unit].IsPatchable;
        return target.IsAtStart && !isOwnCall;
    }
}
