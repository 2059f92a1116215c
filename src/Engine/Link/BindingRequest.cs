using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Where a definition of the request comes from.</summary>
/// <param name="SymbolId">Its symbol, or -1 if a whole section is one definition.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Symbol">Index of the symbol in its unit; of a whole section 0.</param>
/// <param name="Section">Its section, or 0 for a common symbol.</param>
internal readonly record struct DefinitionOrigin(int SymbolId, int Unit, int Symbol, int Section);

/// <summary>
/// Step 2: tells the agent what the units define and want. Every function is a definition, local ones too, since a running
/// program may hold their addresses. A writable section is one piece of state: one variable, or, in objects of
/// compilers that put several into one section, the section as a whole.
/// </summary>
internal sealed class BindingRequest
{
    /// <summary>Units that are worth another thread.</summary>
    private const int LeastUnits = 8;

    private readonly LinkState _state;
    private readonly PooledList<DefinitionOrigin> _origins;
    private readonly PooledList<SymbolDefinition> _definitions;

    private BindingRequest(LinkState state, PooledList<DefinitionOrigin> origins, PooledList<SymbolDefinition> definitions) =>
        (_state, _origins, _definitions) = (state, origins, definitions);

    /// <summary>Makes the request but for its wants, and numbers the definitions.</summary>
    public static ResolveRequest Define(LinkState state, string module, IReadOnlyList<string> removedUnits)
    {
        AddDefinitions(state);
        var units = Array.ConvertAll(state.Units, unit => new UnitState(unit.Name, state.Options.Identify(unit.Digest)));
        return new(module, units, removedUnits, state.Definitions.AsFlatList(), [])
        {
            LinkOrder = state.Options.LinkOrder,
        };
    }

    /// <summary>The whole request, once it is known what is used; numbers the wants.</summary>
    public static ResolveRequest Want(LinkState state, ResolveRequest request)
    {
        AddWants(state);
        return request with { Wants = state.Wants.AsFlatList() };
    }

    /// <summary>Several threads take a run of the units each; their lists are joined in the order of units.</summary>
    private static void AddDefinitions(LinkState state)
    {
        var requests = new BindingRequest[InRuns.Count(state.Units.Length, LeastUnits)];
        InRuns.Do(state.Units.Length, LeastUnits, (run, start, end) =>
        {
            requests[run] = run == 0 ? new(state, state.Origins, state.Definitions) : new(state, new(), new());
            requests[run].Reserve(start, run == 0 ? state.Units.Length : end);
            for (int unit = start; unit < end; unit++)
                requests[run].AddDefinitions(unit);
        });
        foreach (var later in requests.AsSpan(1))
            later.Join();
    }

    /// <summary>Makes room for the definitions of a run of units, of the first run for all, as many as there are about.</summary>
    private void Reserve(int start, int end)
    {
        int expected = 0;
        for (int unit = start; unit < end; unit++)
        {
            foreach (ref readonly var symbol in _state.Units[unit].Symbols.AsSpan())
                expected += symbol is { IsDefined: true, IsPrivate: false, Type: not ObjectSymbolType.File } ? 1 : 0;
        }

        _origins.Reserve(expected);
        _definitions.Reserve(expected);
    }

    /// <summary>Puts the definitions behind those of the shares before.</summary>
    private void Join()
    {
        int before = _state.DefinitionCount;
        foreach (ref var origin in _origins.AsSpan())
        {
            if (origin.SymbolId >= 0)
                _state.Symbols[origin.SymbolId].Index += before;
        }

        _state.Origins.AddRange(_origins.AsSpan());
        _state.Definitions.AddRange(_definitions.AsSpan());
        _origins.Dispose();
        _definitions.Dispose();
    }

    private void AddDefinitions(int unit)
    {
        var source = _state.Units[unit];
        using var shapes = new StateShapes(_state, source);
        for (int i = 1; i < source.Sections.Length; i++)
        {
            if (_state.SectionOf(unit, i).Fate == SectionFate.Place && shapes.IsWhole(i))
                AddState(unit, i, shapes);
        }

        var symbols = source.Symbols.AsSpan();
        using var locals = CountLocals(source);
        for (int i = 1; i < symbols.Length; i++)
        {
            ref readonly var symbol = ref symbols[i];
            ref var link = ref _state.SymbolOf(unit, i);
            if (link.Unit != unit || link.Symbol != i || IsUnnamed(symbol)
                || !TryGetKind(unit, symbol, link, shapes, locals, out var kind))
                continue;
            link.Index = _definitions.Count;
            _origins.Add(new(_state.IdOf(unit, i), unit, i, Math.Max(symbol.Section, 0)));
            _definitions.Add(new(symbol.Name, unit, kind, BindingOf(link), link.Scope == ObjectSymbolScope.Hidden,
                symbol.Signature, _state.SizeOf(link), Digest: 0));
            if (kind.IsFunction())
                AddFunction(unit, symbol);
        }
    }

    /// <summary>
    /// Finds the functions whose calls may lead to their own bytes: those that are all of their section, since assemblers let functions of one section
    /// call each other without the linker, and have no second name, which a patch could give to another function.
    /// </summary>
    private void AddFunction(int unit, in ObjectSymbol symbol)
    {
        ref var place = ref _state.SectionOf(unit, symbol.Section);
        ref var definition = ref _definitions[_definitions.Count - 1];
        if (place.Function == 0)
        {
            ref readonly var section = ref _state.Units[unit].Sections.AsSpan()[symbol.Section];
            bool isAll = symbol.Value == 0 && symbol.Size == section.Size && !place.IsBound;
            definition = definition with { IsRedirectable = isAll && section.HasEntry && definition.Kind == SymbolKind.Function };
            place.Function = _definitions.Count;
            return;
        }

        if (place.Function > 0)
            _definitions[place.Function - 1] = _definitions[place.Function - 1] with { IsRedirectable = false };
        place.Function = -1;
    }

    /// <summary>Whether nothing of a symbol can be told to the agent. An indirect function needs a stub whatever its name is.</summary>
    private static bool IsUnnamed(in ObjectSymbol symbol) =>
        symbol.IsPrivate && (symbol.Type != ObjectSymbolType.IndirectFunction || symbol.Name.IsEmpty);

    private static SymbolBinding BindingOf(in LinkSymbol symbol) =>
        symbol.Scope == ObjectSymbolScope.Local ? SymbolBinding.Local
        : symbol.Rank == DefinitionRank.Strong ? SymbolBinding.Strong
        : SymbolBinding.Weak; // A common symbol gives way to a definition with a value.

    private bool TryGetKind(int unit, in ObjectSymbol symbol, in LinkSymbol link, StateShapes shapes, NameTable locals, out SymbolKind kind)
    {
        kind = symbol.Type == ObjectSymbolType.ThreadLocal ? SymbolKind.ThreadLocal : SymbolKind.Data;
        if (symbol.Section == ObjectSymbol.Common)
            return true;
        if (!symbol.IsInSection || symbol.Type is ObjectSymbolType.Section or ObjectSymbolType.File
            || _state.SectionOf(unit, symbol.Section).Fate != SectionFate.Place)
            return false;
        bool isLocal = link.Scope == ObjectSymbolScope.Local;
        switch (_state.Units[unit].Sections.AsSpan()[symbol.Section].Kind)
        {
            case SectionKind.Code when symbol.Type == ObjectSymbolType.IndirectFunction:
                kind = SymbolKind.IndirectFunction;
                return true;
            case SectionKind.Code when symbol.Type != ObjectSymbolType.Data:
                kind = SymbolKind.Function;
                return symbol.Type == ObjectSymbolType.Function || !isLocal;
            case SectionKind.Code or SectionKind.ReadOnly:
                kind = SymbolKind.ReadOnlyData;
                return !isLocal || IsLocalConstant(_state.Units[unit], symbol, locals);
            case SectionKind.Data or SectionKind.Zero or SectionKind.ThreadLocal:
                return !isLocal || shapes.IsOneVariable(symbol.Section);
            default:
                return false;
        }
    }

    /// <summary>
    /// Whether a local constant has a section and a name of its own: then its address is known from one link to the next, and so stays the
    /// same for all who compare it.
    /// </summary>
    private static bool IsLocalConstant(ObjectUnit unit, in ObjectSymbol symbol, NameTable locals)
    {
        ref readonly var section = ref unit.Sections.AsSpan()[symbol.Section];
        return section is { Kind: SectionKind.ReadOnly, MergeEntity: 0 }
            && symbol is { Type: ObjectSymbolType.Data, Value: 0, Size: > 0 } && symbol.Size == section.Size
            && locals.ValueOf(symbol.Name, out _) == 1;
    }

    /// <summary>How many local symbols of each name there are: joined objects may have several.</summary>
    private static NameTable CountLocals(ObjectUnit unit)
    {
        var locals = new NameTable(0);
        foreach (ref readonly var symbol in unit.Symbols.AsSpan())
        {
            if (symbol is { Scope: ObjectSymbolScope.Local, IsInSection: true, IsPrivate: false } and not { Type: ObjectSymbolType.Section or ObjectSymbolType.File })
                locals.ValueOf(symbol.Name, out _)++;
        }

        return locals;
    }

    private void AddState(int unit, int section, StateShapes shapes)
    {
        ref readonly var source = ref _state.Units[unit].Sections.AsSpan()[section];
        var kind = source.Kind == SectionKind.ThreadLocal ? SymbolKind.ThreadLocal : SymbolKind.Data;
        _origins.Add(new(-1, unit, 0, section));
        _definitions.Add(new(shapes.NameOf(section), unit, kind, SymbolBinding.Local, Hidden: false,
            shapes.SignatureOf(section), source.Size, Digest: 0));
    }

    private static void AddWants(LinkState state)
    {
        foreach (int id in state.Shared.AsSpan())
        {
            ref var symbol = ref state.Symbols[id];
            if (symbol.IsDefined || symbol.References == References.None || symbol.Standing is Standing.GotBase or Standing.Bound)
                continue;
            symbol.Index = state.DefinitionCount + state.Wants.Count;
            var kind = (symbol.References & References.ThreadLocal) != 0 ? SymbolKind.ThreadLocal
                : (symbol.References & References.Called) != 0 ? SymbolKind.Function : SymbolKind.Unknown;
            ref var shared = ref state.SharedOf(symbol);
            state.Wants.Add(new(state.NameOf(symbol), kind, shared.IsNeeded ? SymbolBinding.Strong : SymbolBinding.Weak,
                state.SourceOf(shared.Wanted).Signature, shared.WantedBy));
        }
    }
}
