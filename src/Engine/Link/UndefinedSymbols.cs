using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 2, of a link that must be complete: reports what nobody defines, a symbol at a time, with the first places that
/// want it and what was probably meant.
/// </summary>
internal static class UndefinedSymbols
{
    /// <summary>How many places a message names.</summary>
    private const int MostPlaces = 3;

    /// <summary>Reports all.</summary>
    public static void Report(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        var missing = Find(state, request, reply).ToDictionary(static id => id, static _ => new Uses());
        if (missing.Count == 0)
            return;
        FindUses(state, missing);
        foreach (var (id, uses) in missing)
        {
            if (state.Errors.HasRoom)
                Report(state, state.Symbols[id], uses);
            else
                state.Errors.AddUntold();
        }
    }

    /// <summary>Whether one is a number that a unit gives which this link lacks.</summary>
    public static bool NeedOtherUnits(LinkState state, ResolveRequest request, ResolveReply reply) =>
        state.Options.IsValueElsewhere is { } isValue && Find(state, request, reply).Exists(id => isValue(state.NameOf(state.Symbols[id])));

    /// <summary>The symbols that this link wants and nobody defines.</summary>
    private static List<int> Find(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        List<int> missing = [];
        foreach (int id in state.Shared.AsSpan())
        {
            ref var symbol = ref state.Symbols[id];
            int want = symbol.IsDefined || symbol.Index < 0 ? -1 : symbol.Index - state.DefinitionCount;
            if (want >= 0 && reply.Wants[want].State == SymbolState.Declared && request.Wants[want].Binding != SymbolBinding.Weak)
                missing.Add(id);
        }

        return missing;
    }

    private static void FindUses(LinkState state, Dictionary<int, Uses> missing)
    {
        using var contents = new ContentsHold(state, state.Errors);
        for (int unit = 0; unit < state.Units.Length; unit++)
        {
            if (!contents.TryMoveTo(unit))
                continue;
            var sections = state.Units[unit].Sections.AsSpan();
            for (int i = 0; i < sections.Length; i++)
            {
                if (state.SectionOf(unit, i).Fate != SectionFate.Place)
                    continue;
                foreach (ref readonly var relocation in sections[i].Relocations)
                {
                    if (!missing.TryGetValue(state.IdOf(unit, (int)relocation.Symbol), out var uses))
                        continue;
                    if (uses.Count++ < MostPlaces)
                        uses.First.Add(Describe(state.Units[unit], i, relocation));
                }
            }
        }
    }

    private static void Report(LinkState state, in LinkSymbol symbol, Uses uses)
    {
        var name = state.NameOf(symbol);
        string more = uses.Count > MostPlaces ? $" and in {uses.Count - MostPlaces} more places" : "";
        state.Errors.Add(DiagnosticCatalog.UndefinedSymbol, state.Units[Math.Max(state.SharedOf(symbol).WantedBy, 0)],
            $"{SymbolText.Quote(name)} is defined by no file of the link and no library; it is wanted in {string.Join(", in ", uses.First)}{more}"
            + Advise(state, name));
    }

    private static string Describe(ObjectUnit unit, int section, in ObjectRelocation relocation) =>
        $"{unit.Name}: {unit.Describe(section, relocation.Offset)} ({X64.Name(relocation.Type)})";

    private static string Advise(LinkState state, Utf8Name name)
    {
        var near = new NearName(name);
        for (int id = 0; id < state.SymbolCount; id++)
        {
            ref var symbol = ref state.Symbols[id];
            if (!symbol.IsDefined || symbol.Type is ObjectSymbolType.Section or ObjectSymbolType.File)
                continue;
            var candidate = state.NameOf(symbol);
            if (symbol.Scope != ObjectSymbolScope.Local)
                near.Offer(candidate, state.Units[symbol.Unit].Name);
            else if (candidate == name)
                return $"; {state.Units[symbol.Unit].Name} defines it, but static: no other object can use it";
        }

        near.OfferCommonNames();
        return near.Advice() is { Length: > 0 } advice ? advice : "; add the file or the library (-l) that defines it";
    }

    /// <summary>Where a symbol is wanted.</summary>
    private sealed class Uses
    {
        public List<string> First { get; } = [];

        public int Count { get; set; }
    }
}
