using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 1: leads all mentions of a global name to one symbol, with the definition that wins. Of many names several threads take a part each, by
/// their hashes, and go through all units in order; the outcome is the same for any number of them.
/// </summary>
internal sealed class NameSharing : IDisposable
{
    /// <summary>How often a name is mentioned where there are several units: a guess, tables grow if it is wrong.</summary>
    private const int MentionsPerName = 2;

    private readonly LinkState _state;
    private readonly LinkErrors _errors;
    private readonly int _part;
    private readonly int _parts;
    private readonly NameTable _globals;
    private readonly PooledList<int> _ids;
    private readonly PooledList<SharedSymbol> _shared;

    private NameSharing(LinkState state, int part, int parts, int expected)
    {
        (_state, _part, _parts) = (state, part, parts);
        _errors = parts == 1 ? state.Errors : state.Errors.Fork();
        (_ids, _shared) = parts == 1 ? (state.Shared, state.SharedSymbols) : (new(), new());
        _globals = new(expected);
        _ids.Reserve(expected);
        _shared.Reserve(expected);
    }

    /// <summary>Does it.</summary>
    /// <param name="state">The link, with a symbol for each mention.</param>
    /// <param name="firstShared">By unit, the first symbol that is not one of its own alone.</param>
    /// <param name="hashes">The hashes of global names, by the symbols' ids.</param>
    public static void Run(LinkState state, int[] firstShared, ulong[] hashes)
    {
        int mentions = 0;
        for (int unit = 0; unit < firstShared.Length; unit++)
            mentions += state.Units[unit].Symbols.Length - firstShared[unit];
        int names = state.Units.Length > 1 ? mentions / MentionsPerName : mentions;
        var parts = new NameSharing[InRuns.Count(state.SymbolCount, LinkState.LeastSymbols)];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new(state, i, parts.Length, names / parts.Length);
        if (parts.Length == 1)
            parts[0].ShareAll(firstShared, hashes);
        else
            Parallel.ForEach(parts, part => part.ShareAll(firstShared, hashes));
        if (parts.Length > 1)
            Join(state, parts);
        foreach (var part in parts)
            part.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _globals.Dispose();
        if (_parts == 1)
            return; // The lists are the link's.
        _ids.Dispose();
        _shared.Dispose();
    }

    /// <summary>Numbers the shared symbols in the order of their ids, as a single part would have.</summary>
    private static void Join(LinkState state, NameSharing[] parts)
    {
        int count = parts.Sum(static part => part._ids.Count);
        state.Shared.Reserve(count);
        state.SharedSymbols.Reserve(count);
        var next = new int[parts.Length];
        while (true)
        {
            int first = -1;
            for (int i = 0; i < parts.Length; i++)
            {
                if (next[i] < parts[i]._ids.Count && (first < 0 || parts[i]._ids[next[i]] < parts[first]._ids[next[first]]))
                    first = i;
            }

            if (first < 0)
                break;
            int id = parts[first]._ids[next[first]];
            state.Symbols[id].Shared = state.Shared.Count;
            state.Shared.Add(id);
            state.SharedSymbols.Add(parts[first]._shared[next[first]++]);
        }

        foreach (var part in parts)
            state.Errors.Take(part._errors);
    }

    private void ShareAll(int[] firstShared, ulong[] hashes)
    {
        for (int unit = 0; unit < _state.Units.Length; unit++)
        {
            Share(unit, 0, hashes);
            for (int i = firstShared[unit]; i < _state.Units[unit].Symbols.Length; i++)
                Share(unit, i, hashes);
        }
    }

    /// <summary>Leads a mention of a global name to the first; the others' symbols are used no more.</summary>
    private void Share(int unit, int index, ulong[] hashes)
    {
        ref readonly var symbol = ref _state.Units[unit].Symbols.AsSpan()[index];
        int own = _state.FirstIdOf(unit) + index;
        if (symbol.Scope == ObjectSymbolScope.Local)
        {
            if (_part == 0 && !SymbolResolution.IsOwn(symbol))
            {
                Add(own, unit, index);
                _shared[_shared.Count - 1].CommonSize = symbol.Section == ObjectSymbol.Common ? symbol.Size : 0;
            }

            return;
        }

        ulong hash = hashes[own];
        if ((hash >> 32) % (uint)_parts != (uint)_part)
            return;
        ref int id = ref _globals.ValueOf(symbol.Name, hash, out bool isNew);
        if (isNew)
        {
            id = own;
            Add(own, unit, index);
        }

        _state.IdOf(unit, index) = id;
        Merge(ref _state.Symbols[id], symbol, unit, index);
    }

    private void Add(int id, int unit, int index)
    {
        _state.Symbols[id].Shared = _ids.Count;
        _ids.Add(id);
        _shared.Add(new() { First = new(unit, index), Wanted = new(unit, index), WantedBy = -1 });
    }

    private void Merge(ref LinkSymbol global, in ObjectSymbol symbol, int unit, int index)
    {
        if (symbol.Scope < global.Scope)
            global.Scope = symbol.Scope;
        var rank = RankOf(symbol, unit);
        if (rank == DefinitionRank.None)
        {
            ref var shared = ref _shared[global.Shared];
            shared.IsNeeded |= !symbol.IsWeak || symbol.IsDefined;
            if (symbol.Type == ObjectSymbolType.ThreadLocal && !global.IsDefined)
                global.Type = ObjectSymbolType.ThreadLocal;
            if (shared.WantedBy < 0)
                shared.WantedBy = unit;
            if (_state.SourceOf(shared.Wanted).Signature.IsEmpty || _state.SourceOf(shared.Wanted).IsDefined)
                shared.Wanted = new(unit, index);
        }
        else if (rank == DefinitionRank.Strong && global.Rank == DefinitionRank.Strong)
        {
            if (global.Unit == unit && IsSamePlace(_state.Units[unit].Symbols.AsSpan()[global.Symbol], symbol))
                return; // A function and its default version (f@@VERSION) have one name here.
            ReportDuplicate(global, symbol, unit);
        }
        else if (rank == DefinitionRank.Common && global.Rank == DefinitionRank.Common)
        {
            _shared[global.Shared].CommonSize = Math.Max(_shared[global.Shared].CommonSize, symbol.Size);
            global.Alignment = Math.Max(global.Alignment, symbol.Value);
        }
        else if (rank > global.Rank)
        {
            if (rank == DefinitionRank.Common)
                _shared[global.Shared].CommonSize = symbol.Size;
            SymbolResolution.Take(_state, ref global, symbol, unit, index);
        }
    }

    private static bool IsSamePlace(in ObjectSymbol left, in ObjectSymbol right) =>
        left.Section == right.Section && left.Value == right.Value;

    private void ReportDuplicate(in LinkSymbol first, in ObjectSymbol second, int unit)
    {
        var (here, there) = (_state.Units[unit], _state.Units[first.Unit]);
        ref readonly var other = ref there.Symbols.AsSpan()[first.Symbol];
        _errors.Add(DiagnosticCatalog.DuplicateSymbol, here,
            $"{SymbolText.Quote(second.Name)} is defined here in {Place(here, second)} and in {there.Path} in {Place(there, other)}; "
            + "rename one, make it static, or make one weak");
    }

    private static string Place(ObjectUnit unit, in ObjectSymbol symbol) =>
        symbol.IsInSection ? unit.Describe(symbol.Section, symbol.Value) : "no section, as a number";

    private DefinitionRank RankOf(in ObjectSymbol symbol, int unit)
    {
        if (!symbol.IsDefined || (symbol.IsInSection && _state.SectionOf(unit, symbol.Section).Fate == SectionFate.Drop))
            return DefinitionRank.None;
        if (symbol.IsWeak)
            return DefinitionRank.Weak;
        return symbol.Section == ObjectSymbol.Common ? DefinitionRank.Common : DefinitionRank.Strong;
    }
}
