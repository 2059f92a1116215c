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

    /// <summary>Units that are worth another thread.</summary>
    private const int LeastUnits = 64;

    private readonly LinkState _state;
    private readonly LinkErrors _errors;
    private readonly int _part;
    private readonly int _parts;
    private readonly NameTable _globals;
    private readonly PooledList<SharedSymbol> _shared;

    /// <summary>The ids of its symbols, once all parts are joined.</summary>
    private readonly PooledList<int> _ids = new();

    private NameSharing(LinkState state, int part, int parts, int expected)
    {
        (_state, _part, _parts) = (state, part, parts);
        _errors = parts == 1 ? state.Errors : state.Errors.Fork();
        _shared = state.SharedParts[part];
        _globals = new(expected);
        _shared.Reserve(expected);
    }

    /// <summary>Does it.</summary>
    /// <param name="state">The link, with a symbol for each local one, and for each global mention the <see cref="Hash"/> of its name in the place of its id.</param>
    /// <param name="firstShared">By unit, the first symbol that is not one of its own alone.</param>
    public static void Run(LinkState state, int[] firstShared)
    {
        int mentions = 0;
        for (int unit = 0; unit < firstShared.Length; unit++)
            mentions += state.Units[unit].Symbols.Length - firstShared[unit];
        int names = state.Units.Length > 1 ? mentions / MentionsPerName : mentions;
        var parts = new NameSharing[InRuns.Count(state.MentionCount, LinkState.LeastSymbols)];
        state.SharedParts = Array.ConvertAll(parts, static _ => new PooledList<SharedSymbol>());
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new(state, i, parts.Length, names / parts.Length);
        InRuns.Do(parts.Length, 1, (part, _, _) => parts[part].ShareAll(firstShared));
        Join(state, parts);
        InRuns.Do(state.Units.Length, LeastUnits, (_, start, end) => SetIds(state, parts, firstShared, start, end));
        InRuns.Do(parts.Length, 1, (part, _, _) => parts[part].MakeSymbols());
        foreach (var part in parts)
            part.Dispose();
    }

    /// <summary>What stands for a global name until its symbol is known: never negative.</summary>
    public static int Hash(Utf8Name name) => (int)Utf8Name.Hash(name.Span) & int.MaxValue;

    /// <inheritdoc/>
    public void Dispose()
    {
        _globals.Dispose();
        _ids.Dispose();
    }

    /// <summary>Numbers the symbols in the order in which they are met, as a single part would.</summary>
    private static void Join(LinkState state, NameSharing[] parts)
    {
        int count = parts.Sum(static part => part._shared.Count);
        state.Shared.Reserve(count);
        var next = new int[parts.Length];
        for (int i = 0; i < count; i++)
        {
            var part = parts[0];
            foreach (var other in parts.AsSpan(1))
            {
                if (next[other._part] < other._shared.Count && (next[part._part] == part._shared.Count || other.IsBefore(next, part)))
                    part = other;
            }

            ref var shared = ref part._shared[next[part._part]++];
            bool isLocal = state.SourceOf(shared.First).Scope == ObjectSymbolScope.Local;
            int id = isLocal ? state.IdOf(shared.First.Unit, shared.First.Symbol) : state.SymbolCount++;
            part._ids.Add(id);
            state.Shared.Add(id);
        }

        foreach (var part in parts.AsSpan(parts.Length > 1 ? 0 : 1))
            state.Errors.Take(part._errors);
    }

    private bool IsBefore(int[] next, NameSharing other)
    {
        ref var mine = ref _shared[next[_part]].First;
        ref var theirs = ref other._shared[next[other._part]].First;
        return (mine.Unit, mine.Symbol).CompareTo((theirs.Unit, theirs.Symbol)) < 0;
    }

    /// <summary>Leads the global mentions of a run of units to their symbols.</summary>
    private static void SetIds(LinkState state, NameSharing[] parts, int[] firstShared, int start, int end)
    {
        for (int unit = start; unit < end; unit++)
        {
            var symbols = state.Units[unit].Symbols.AsSpan();
            var ids = state.IdsOf(unit);
            for (int i = firstShared[unit]; i < ids.Length; i++)
            {
                if (symbols[i].Scope == ObjectSymbolScope.Local)
                    continue;
                var (index, part) = Math.DivRem(~ids[i], parts.Length);
                ids[i] = parts[part]._ids[index];
            }
        }
    }

    private void MakeSymbols()
    {
        for (int i = 0; i < _shared.Count; i++)
        {
            ref var shared = ref _shared[i];
            ref readonly var first = ref _state.SourceOf(shared.First);
            ref var link = ref _state.Symbols[_ids[i]];
            if (first.Scope != ObjectSymbolScope.Local)
                link = Make(_state, shared, first);
            link.Shared = NumberOf(i);
        }
    }

    /// <summary>Numbers go round the parts, as <see cref="LinkState.SharedOf"/> has them.</summary>
    private int NumberOf(int index) => (index * _parts) + _part;

    private static LinkSymbol Make(LinkState state, in SharedSymbol shared, in ObjectSymbol first)
    {
        var link = SymbolResolution.New(first, shared.First.Symbol);
        if (shared.Rank != DefinitionRank.None)
            SymbolResolution.Take(state, ref link, state.SourceOf(shared.Definition), shared.Definition.Unit, shared.Definition.Symbol);
        else if (shared.IsWantedThreadLocal)
            link.Type = ObjectSymbolType.ThreadLocal;
        if (shared.Rank == DefinitionRank.Common)
            link.Alignment = shared.CommonAlignment;
        link.Scope = shared.Scope;
        return link;
    }

    private void ShareAll(int[] firstShared)
    {
        for (int unit = 0; unit < _state.Units.Length; unit++)
        {
            var symbols = _state.Units[unit].Symbols.AsSpan();
            var ids = _state.IdsOf(unit);
            ShareLocal(unit, 0, symbols[0]);
            for (int i = firstShared[unit]; i < symbols.Length; i++)
            {
                if (symbols[i].Scope == ObjectSymbolScope.Local)
                    ShareLocal(unit, i, symbols[i]);
                else if (IsOfPart(ids[i]))
                    ids[i] = ~NumberOf(Share(unit, i, symbols[i], ids[i]));
            }
        }
    }

    /// <summary>Whether a mention is of one of its names: what another part has led elsewhere meanwhile is none, as its hash was.</summary>
    private bool IsOfPart(int hash) => hash >= 0 && ((long)hash * _parts) >> 31 == _part;

    private void ShareLocal(int unit, int index, in ObjectSymbol symbol)
    {
        if (_part != 0 || SymbolResolution.IsOwn(symbol))
            return;
        Add(unit, index);
        _shared[_shared.Count - 1].CommonSize = symbol.Section == ObjectSymbol.Common ? symbol.Size : 0;
    }

    /// <summary>Takes in what a unit says of a global name.</summary>
    /// <returns>Its number in this part.</returns>
    private int Share(int unit, int index, in ObjectSymbol symbol, int hash)
    {
        ref int number = ref _globals.ValueOf(symbol.Name, (uint)hash, out bool isNew);
        if (isNew)
        {
            number = _shared.Count;
            Add(unit, index);
        }

        Merge(ref _shared[number], symbol, unit, index);
        return number;
    }

    private void Add(int unit, int index) =>
        _shared.Add(new() { First = new(unit, index), Wanted = new(unit, index), WantedBy = -1, Scope = ObjectSymbolScope.Global });

    private void Merge(ref SharedSymbol shared, in ObjectSymbol symbol, int unit, int index)
    {
        if (symbol.Scope < shared.Scope)
            shared.Scope = symbol.Scope;
        var rank = RankOf(symbol, unit);
        if (rank == DefinitionRank.None)
        {
            shared.IsNeeded |= !symbol.IsWeak || symbol.IsDefined;
            shared.IsWantedThreadLocal |= symbol.Type == ObjectSymbolType.ThreadLocal;
            if (shared.WantedBy < 0)
                shared.WantedBy = unit;
            if (_state.SourceOf(shared.Wanted).Signature.IsEmpty || _state.SourceOf(shared.Wanted).IsDefined)
                shared.Wanted = new(unit, index);
        }
        else if (rank == DefinitionRank.Strong && shared.Rank == DefinitionRank.Strong)
        {
            ref readonly var known = ref _state.SourceOf(shared.Definition);
            if (shared.Definition.Unit != unit || !IsSamePlace(known, symbol)) // A function and its default version (f@@VERSION) have one name here.
                ReportDuplicate(shared.Definition.Unit, known, symbol, unit);
        }
        else if (rank == DefinitionRank.Common && shared.Rank == DefinitionRank.Common)
        {
            shared.CommonSize = Math.Max(shared.CommonSize, symbol.Size);
            shared.CommonAlignment = Math.Max(shared.CommonAlignment, AlignmentOf(symbol));
        }
        else if (rank > shared.Rank)
        {
            if (rank == DefinitionRank.Common)
                (shared.CommonSize, shared.CommonAlignment) = (symbol.Size, AlignmentOf(symbol));
            (shared.Rank, shared.Definition) = (rank, new(unit, index));
        }
    }

    private static uint AlignmentOf(in ObjectSymbol common) => (uint)Math.Max(common.Value, 1);

    private static bool IsSamePlace(in ObjectSymbol left, in ObjectSymbol right) =>
        left.Section == right.Section && left.Value == right.Value;

    private void ReportDuplicate(int firstUnit, in ObjectSymbol first, in ObjectSymbol second, int unit)
    {
        var (here, there) = (_state.Units[unit], _state.Units[firstUnit]);
        _errors.Add(DiagnosticCatalog.DuplicateSymbol, here,
            $"{SymbolText.Quote(second.Name)} is defined here in {Place(here, second)} and in {there.Path} in {Place(there, first)}; "
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
