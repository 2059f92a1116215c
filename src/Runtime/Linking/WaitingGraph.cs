using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// The waiting nodes as numbers and edges. A unit with initialisers to run has one vertex more, which needs all the unit's
/// nodes and is needed by them: initialisers may touch anything of their unit, and must have run before any of it is used.
/// </summary>
internal sealed class WaitingGraph
{
    private static readonly List<LoadedUnit> NoUnits = [];

    private readonly List<Node> _nodes;
    private readonly List<LoadedUnit> _units = [];
    private readonly List<int> _targets;

    /// <summary>Builds the graph.</summary>
    /// <param name="waiting">All nodes that are not Ready.</param>
    public WaitingGraph(List<Node> waiting)
    {
        _nodes = waiting;
        for (int i = 0; i < waiting.Count; i++)
        {
            waiting[i].Vertex = i;
            waiting[i].Unit.Vertex = -1;
        }

        for (int i = 0; i < waiting.Count; i++)
        {
            if (waiting[i].Unit is { HasInitialisersToRun: true, Vertex: < 0 } unit)
            {
                unit.Vertex = waiting.Count + _units.Count;
                _units.Add(unit);
            }
        }

        int vertices = waiting.Count + _units.Count;
        _targets = new(CountReferences(waiting));
        Starts = new int[vertices + 1];
        IsBlocked = new bool[vertices];
        var needs = new SymbolNeeds();
        for (int i = 0; i < waiting.Count; i++)
        {
            Starts[i] = _targets.Count;
            needs.Enter(waiting[i].Tables);
            IsBlocked[i] = !AddEdges(waiting[i], needs);
        }

        for (int i = 0; i < _units.Count; i++)
        {
            Starts[waiting.Count + i] = _targets.Count;
            foreach (var node in _units[i].Nodes)
                _targets.Add(node.Vertex);
        }

        Starts[vertices] = _targets.Count;
    }

    /// <summary>Where each vertex's edges begin; one element more than vertices.</summary>
    public int[] Starts { get; }

    /// <summary>The vertices that edges lead to.</summary>
    public ReadOnlySpan<int> Targets => CollectionsMarshal.AsSpan(_targets);

    /// <summary>Whether a vertex lacks something that no edge can give: an undefined symbol, an open field.</summary>
    public bool[] IsBlocked { get; }

    /// <summary>What some vertices stand for.</summary>
    /// <param name="vertices">The vertices.</param>
    /// <param name="order">All nodes that become ready, in order: gets those of the vertices.</param>
    /// <param name="count">How many are in it.</param>
    public ReadyComponent ToComponent(ReadOnlySpan<int> vertices, Node[] order, ref int count)
    {
        int first = count;
        List<LoadedUnit>? units = null;
        bool hasIndirectFunctions = false;
        foreach (int vertex in vertices)
        {
            if (vertex < _nodes.Count)
            {
                order[count++] = _nodes[vertex];
                hasIndirectFunctions |= _nodes[vertex].HasIndirectFunctions;
            }
            else
            {
                (units ??= []).Add(_units[vertex - _nodes.Count]);
            }
        }

        var nodes = new ArraySegment<Node>(order, first, count - first);
        return new(nodes, units is { Count: > 1 } ? InitialisationOrder.Sort(nodes, units) : units ?? NoUnits, hasIndirectFunctions);
    }

    // About as many as there will be edges.
    private static int CountReferences(List<Node> nodes)
    {
        int count = 0;
        foreach (var node in nodes)
            count += node.Tables.NeedsNodes.CountOf(node.Number) + node.Tables.NeedsSymbols.CountOf(node.Number);
        return count;
    }

    private bool AddEdges(Node node, SymbolNeeds needs)
    {
        bool isFree = node.OpenFixups == 0 && node.State == SymbolState.Emitted;
        foreach (int needed in node.Tables.NeedsNodes.Of(node.Number))
            isFree &= AddEdge(SymbolNeeds.Of(new Node(node.Tables, needed)));
        foreach (int symbol in node.Tables.NeedsSymbols.Of(node.Number))
            isFree &= AddEdge(needs.OfSymbol(symbol));
        if (node.Unit.Vertex >= 0)
            _targets.Add(node.Unit.Vertex);
        return isFree;
    }

    private bool AddEdge(int need)
    {
        if (need >= 0)
            _targets.Add(need);
        return need != SymbolNeeds.Missing;
    }
}
