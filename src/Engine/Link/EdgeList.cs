using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// What each node of a share of the sections, in the end of all, refers to, without repetitions, in two flat lists; and the fields that the agent
/// has to fill later. Nodes are visited by rising number, none is left out.
/// </summary>
internal sealed class EdgeList : IDisposable
{
    private readonly LinkState _state;

    /// <summary>By target: the node, plus 1, that was the last to refer to it.</summary>
    private int[] _lastToNode;
    private int[] _lastToSymbol;
    private int[] _lastToGot;
    private readonly PooledList<int> _nodes = new();
    private readonly PooledList<int> _nodeStarts = new();
    private readonly PooledList<int> _symbols = new();
    private readonly PooledList<int> _symbolStarts = new();
    private bool[] _isHeld = [];
    private bool[] _isCalled = [];
    private int _current = -1;

    /// <summary>Begins a share's list, or that of all, which the others are joined to.</summary>
    /// <param name="state">The link.</param>
    /// <param name="part">Among how many shares the edges that it has room for are divided; it grows if need be.</param>
    public EdgeList(LinkState state, int part)
    {
        _state = state;
        int symbols = state.Definitions.Count + state.Wants.Count;
        _lastToNode = Pooled.RentZeroed<int>(state.NodeCount);
        _lastToSymbol = Pooled.RentZeroed<int>(symbols);
        _lastToGot = Pooled.RentZeroed<int>(symbols);
        _nodes.Reserve(state.RelocationCount / part);
        _symbols.Reserve(state.RelocationCount / part);
        _nodeStarts.Reserve((state.NodeCount / part) + 1);
        _symbolStarts.Reserve((state.NodeCount / part) + 1);
    }

    /// <summary>The nodes that each node refers to.</summary>
    public EdgeTable NeedsNodes => new(_nodeStarts.AsFlatList(), _nodes.AsFlatList());

    /// <summary>The symbols that each node refers to.</summary>
    public EdgeTable NeedsSymbols => new(_symbolStarts.AsFlatList(), _symbols.AsFlatList());

    /// <summary>Fields that wait for their symbols.</summary>
    public PooledList<FixupRecord> Fixups { get; } = new();

    /// <summary>Kept definitions whose bytes are referred to, perhaps repeatedly.</summary>
    public PooledList<int> Holds { get; } = new();

    /// <summary>Symbols whose bodies are called, and are not placed by this link.</summary>
    public PooledList<int> Calls { get; } = new();

    /// <summary>Whether something other than code holds an address of placed code, not of a stub.</summary>
    public bool IsCodeExposed { get; set; }

    /// <summary>Begins the next node; all that is added belongs to it.</summary>
    public void Begin(int node)
    {
        _current = node;
        _nodeStarts.Add(_nodes.Count);
        _symbolStarts.Add(_symbols.Count);
    }

    /// <summary>Joins the lists of shares to the first, and ends it: nodes of common symbols, which come last, refer to nothing.</summary>
    public static EdgeList Join(EdgeList[] shares)
    {
        var all = shares[0];
        all.EndMarks();
        foreach (var share in shares.AsSpan(1))
        {
            all.Append(share);
            share.Dispose();
        }

        while (all._nodeStarts.Count <= all._state.NodeCount)
        {
            all._nodeStarts.Add(all._nodes.Count);
            all._symbolStarts.Add(all._symbols.Count);
        }

        return all;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        EndMarks();
        _nodes.Dispose();
        _nodeStarts.Dispose();
        _symbols.Dispose();
        _symbolStarts.Dispose();
        Fixups.Dispose();
        Holds.Dispose();
        Calls.Dispose();
    }

    private void EndMarks()
    {
        Pooled.Return(_lastToNode);
        Pooled.Return(_lastToSymbol);
        Pooled.Return(_lastToGot);
        Pooled.Return(_isHeld);
        Pooled.Return(_isCalled);
        (_lastToNode, _lastToSymbol, _lastToGot, _isHeld, _isCalled) = ([], [], [], [], []);
    }

    private void Append(EdgeList share)
    {
        Append(share._nodes, share._nodeStarts, _nodes, _nodeStarts);
        Append(share._symbols, share._symbolStarts, _symbols, _symbolStarts);
        Fixups.AddRange(share.Fixups.AsSpan());
        Holds.AddRange(share.Holds.AsSpan());
        Calls.AddRange(share.Calls.AsSpan());
        IsCodeExposed |= share.IsCodeExposed;
    }

    private static void Append(PooledList<int> targets, PooledList<int> starts, PooledList<int> allTargets, PooledList<int> allStarts)
    {
        int before = allTargets.Count;
        foreach (int start in starts.AsSpan())
            allStarts.Add(before + start);
        allTargets.AddRange(targets.AsSpan());
    }

    /// <summary>Notes that the current node refers to a symbol, by its bytes' own address or otherwise.</summary>
    public void Add(in LinkSymbol symbol, bool isDirect, SectionKind from)
    {
        if (symbol.Standing == Standing.Bound)
            AddBounded(symbol.Symbol);
        else if (isDirect && symbol.Node >= 0)
        {
            // A frame does not need its function to be ready: it would tie all functions of the unit together.
            if (symbol.Node != _current && !(from == SectionKind.EhFrame && IsCode(symbol)) && _lastToNode[symbol.Node] != _current + 1)
            {
                _lastToNode[symbol.Node] = _current + 1;
                _nodes.Add(symbol.Node);
            }
        }
        else if (symbol.Standing == Standing.Kept && KeptAs(symbol) is > 0 and var kept)
        {
            if (isDirect && !_state.Definitions[kept - 1].Kind.IsState())
                Hold(kept - 1);
            AddSymbol(symbol.Index < 0 ? kept - 1 : symbol.Index);
        }
        else if (symbol.Index >= 0 && (symbol.IsDefined || _state.IsNeeded(symbol)))
        {
            AddSymbol(symbol.Index);
        }
    }

    /// <summary>
    /// Notes that the current node calls a redirectable function by its own bytes. It needs what the symbol means, as it would by the stub; bytes of
    /// another link have to stay as long as the call.
    /// </summary>
    public void AddCall(in LinkSymbol symbol)
    {
        if (symbol.IsDefined || _state.IsNeeded(symbol))
            AddSymbol(symbol.Index);
        if (symbol.Standing == Standing.Placed)
            return;
        if (_isCalled.Length == 0)
            _isCalled = Pooled.RentZeroed<bool>(_state.Definitions.Count + _state.Wants.Count);
        if (_isCalled[symbol.Index])
            return;
        _isCalled[symbol.Index] = true;
        Calls.Add(symbol.Index);
    }

    private void Hold(int definition)
    {
        if (_isHeld.Length == 0)
            _isHeld = Pooled.RentZeroed<bool>(_state.DefinitionCount);
        if (_isHeld[definition])
            return;
        _isHeld[definition] = true;
        Holds.Add(definition);
    }

    private bool IsCode(in LinkSymbol symbol) =>
        _state.TryGetSection(symbol, out int section) && _state.Units[symbol.Unit].Sections.AsSpan()[section].Kind == SectionKind.Code;

    /// <summary>A section's own symbol stands for what the agent knows the section by.</summary>
    private int KeptAs(in LinkSymbol symbol) =>
        _state.TryGetSection(symbol, out int section) ? _state.SectionOf(symbol.Unit, section).KeptAs : 0;

    private void AddSymbol(int symbol)
    {
        if (_lastToSymbol[symbol] == _current + 1)
            return;
        _lastToSymbol[symbol] = _current + 1;
        _symbols.Add(symbol);
    }

    /// <summary>Notes a field of the current node that waits; false if no fixup has its formula.</summary>
    public bool TryAddFixup(int symbol, in X64Relocation kind, ulong address, long addend)
    {
        FixupKind? fixup = (kind.Formula, kind.Field) switch
        {
            (Formula.Absolute, Field.Any64) => FixupKind.Absolute64,
            (Formula.PcRelative, Field.Signed32) => FixupKind.PcRelative32,
            (Formula.PcRelative, Field.Any64) => FixupKind.PcRelative64,
            _ => null,
        };
        if (fixup is not { } found)
            return false;
        Need(symbol);
        Fixups.Add(new(_current, symbol, found, address, addend));
        return true;
    }

    /// <summary>Notes that the current node waits for a GOT entry.</summary>
    public void AddGotFixup(int symbol, ulong entry)
    {
        if (_lastToGot[symbol] == _current + 1)
            return;
        _lastToGot[symbol] = _current + 1;
        Need(symbol);
        Fixups.Add(new(_current, symbol, FixupKind.Absolute64, entry, 0));
    }

    /// <summary>Notes that the current node waits for the agent to fill a field.</summary>
    /// <param name="symbol">The symbol; <see cref="FixupRecord.NoSymbol"/> if the addend says it all.</param>
    /// <param name="kind">The formula.</param>
    /// <param name="address">The field's address.</param>
    /// <param name="addend">The addend.</param>
    public void AddFixup(int symbol, FixupKind kind, ulong address, long addend = 0)
    {
        if (symbol != FixupRecord.NoSymbol)
            Need(symbol);
        Fixups.Add(new(_current, symbol, kind, address, addend));
    }

    /// <summary>Who knows where joined sections begin looks at all of them.</summary>
    private void AddBounded(int bounds)
    {
        foreach (var (unit, section) in _state.Bounds[bounds].Members)
        {
            ref var place = ref _state.SectionOf(unit, section);
            if (place.Fate != SectionFate.Place || place.Node == _current || _lastToNode[place.Node] == _current + 1)
                continue;
            _lastToNode[place.Node] = _current + 1;
            _nodes.Add(place.Node);
        }
    }

    private void Need(int symbol)
    {
        bool isWeak = symbol >= _state.DefinitionCount && _state.Wants[symbol - _state.DefinitionCount].Binding == SymbolBinding.Weak;
        if (isWeak || _lastToSymbol[symbol] == _current + 1)
            return;
        _lastToSymbol[symbol] = _current + 1;
        _symbols.Add(symbol);
    }
}
