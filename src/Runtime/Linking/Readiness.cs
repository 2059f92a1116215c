using Graft.Protocol;

namespace Graft;

/// <summary>Nodes that need each other and become Ready together.</summary>
/// <param name="Nodes">The nodes.</param>
/// <param name="Units">The units whose initialisers run before.</param>
/// <param name="HasIndirectFunctions">Whether any of the nodes has a function that is to be asked for its target before.</param>
internal readonly record struct ReadyComponent(
    ArraySegment<Node> Nodes, IReadOnlyList<LoadedUnit> Units, bool HasIndirectFunctions);

/// <summary>
/// Which waiting nodes may become Ready. A node is safe once all that it needs is safe too, and that is a property of
/// whole cycles: the waiting graph is condensed, whoever delivered its parts. Guarded by the agent's lock.
/// </summary>
internal static class Readiness
{
    /// <summary>
    /// Whether all waiting nodes may become Ready at one stroke, cycles or not: none lacks anything, and nothing is to be run before. So it is with most commits, and
    /// then nobody has to ask which needs which.
    /// </summary>
    public static bool IsAllSafe(List<Node> waiting)
    {
        var needs = new SymbolNeeds();
        foreach (var node in waiting)
        {
            if (node.State != SymbolState.Emitted || node.OpenFixups > 0 || node.HasIndirectFunctions || node.Unit.HasInitialisersToRun || !HasAll(node, needs))
                return false;
        }

        return true;
    }

    private static bool HasAll(Node node, SymbolNeeds needs)
    {
        needs.Enter(node.Tables);
        foreach (int needed in node.Tables.NeedsNodes.Of(node.Number))
        {
            if (SymbolNeeds.Of(new Node(node.Tables, needed)) == SymbolNeeds.Missing)
                return false;
        }

        foreach (int symbol in node.Tables.NeedsSymbols.Of(node.Number))
        {
            if (needs.OfSymbol(symbol) == SymbolNeeds.Missing)
                return false;
        }

        return true;
    }

    /// <summary>The components that are safe now, each after those that it needs.</summary>
    /// <param name="waiting">All nodes that are not Ready, oldest first.</param>
    public static List<ReadyComponent> Find(List<Node> waiting)
    {
        var graph = new WaitingGraph(waiting);
        var component = StronglyConnectedComponents.Find(graph.Starts, graph.Targets, out int count);
        var members = GroupByComponent(component, count, out int[] firstMember);
        var isReady = new bool[count];
        var ready = new List<ReadyComponent>(count);
        var order = new Node[waiting.Count];
        int ordered = 0;
        for (int c = 0; c < count; c++)
        {
            var vertices = members.AsSpan(firstMember[c]..firstMember[c + 1]);
            isReady[c] = IsReady(graph, vertices, component, isReady);
            if (isReady[c])
                ready.Add(graph.ToComponent(vertices, order, ref ordered));
        }

        return ready;
    }

    /// <summary>The symbols that nobody defines and that nodes wait for, directly or through others, each with the first unit that does.</summary>
    public static List<Missing> FindMissing(IEnumerable<Node> nodes)
    {
        var missing = new Dictionary<Symbol, LoadedUnit>();
        var seen = new HashSet<Node>();
        var open = new Queue<Node>(nodes.Where(node => node.State != SymbolState.Ready));
        while (open.TryDequeue(out var node))
        {
            if (node.State == SymbolState.Ready || !seen.Add(node))
                continue;
            foreach (var symbol in node.NeedsSymbols)
            {
                if (symbol.Newest is null)
                    missing.TryAdd(symbol, node.Unit);
            }

            foreach (var blocking in Blocking(node))
                open.Enqueue(blocking);
        }

        return [.. missing.Select(pair => new Missing(pair.Key, pair.Value))];
    }

    /// <summary>
    /// Waiting nodes without those of replaced units that nobody can reach any more: what they lack is nobody's business. A replaced unit's
    /// node stays as long as it has the newest definition of a symbol, or is needed by such a node.
    /// </summary>
    public static List<Node> WithoutReplaced(List<Node> waiting)
    {
        if (!waiting.Exists(node => node.Unit.IsDetached))
            return waiting;
        var reached = new HashSet<Node>();
        var open = new Stack<Node>(waiting.Where(node => !node.Unit.IsDetached || node.Defines.Any(d => d.Symbol.Newest == d)));
        while (open.TryPop(out var node))
        {
            if (node.State == SymbolState.Ready || !reached.Add(node))
                continue;
            foreach (var blocking in Blocking(node))
                open.Push(blocking);
        }

        return waiting.FindAll(reached.Contains);
    }

    private static IEnumerable<Node> Blocking(Node node)
    {
        foreach (var needed in node.NeedsNodes)
            yield return needed;
        foreach (var symbol in node.NeedsSymbols)
        {
            if (BlockingNode(node.Generation, symbol) is { } blocking)
                yield return blocking;
        }

        foreach (var sibling in node.Unit.HasInitialisersToRun ? node.Unit.Nodes : [])
            yield return sibling;
    }

    /// <summary>The node that keeps those of a generation waiting through a symbol; null if the symbol may be used already, or is not defined.</summary>
    public static Node? BlockingNode(long generation, Symbol symbol)
    {
        if (symbol.Newest is not { Node: { } needed } definition || needed.State == SymbolState.Ready)
            return null;

        // An older definition that still works is good enough, but not for what was committed together.
        return symbol.Live is { } live && live != definition && needed.Generation != generation ? null : needed;
    }

    private static bool IsReady(WaitingGraph graph, ReadOnlySpan<int> vertices, int[] component, bool[] isReady)
    {
        foreach (int vertex in vertices)
        {
            if (graph.IsBlocked[vertex])
                return false;
            foreach (int target in graph.Targets[graph.Starts[vertex]..graph.Starts[vertex + 1]])
            {
                if (component[target] != component[vertex] && !isReady[component[target]])
                    return false;
            }
        }

        return true;
    }

    // A counting sort: the vertices of component c are members[firstMember[c]..firstMember[c + 1]], oldest first.
    private static int[] GroupByComponent(int[] component, int count, out int[] firstMember)
    {
        firstMember = new int[count + 1];
        foreach (int c in component)
            firstMember[c + 1]++;
        for (int c = 0; c < count; c++)
            firstMember[c + 1] += firstMember[c];
        int[] next = [.. firstMember];
        var members = new int[component.Length];
        for (int vertex = 0; vertex < component.Length; vertex++)
            members[next[component[vertex]]++] = vertex;
        return members;
    }
}
