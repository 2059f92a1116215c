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
    /// <summary>The components that are safe now, each after those that it needs.</summary>
    /// <param name="waiting">All nodes that are not Ready, oldest first.</param>
    public static List<ReadyComponent> Find(List<Node> waiting)
    {
        var graph = new WaitingGraph(waiting);
        var component = StronglyConnectedComponents.Find(graph.Starts, graph.Targets, out int count);
        var members = GroupByComponent(component, count, out int[] firstMember);
        var isReady = new bool[count];
        var ready = new List<ReadyComponent>();
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

    /// <summary>The symbols that nobody defines and that nodes wait for, directly or through others.</summary>
    public static List<Symbol> FindMissing(ReadOnlySpan<Node> nodes)
    {
        var missing = new HashSet<Symbol>();
        var seen = new HashSet<Node>();
        var open = new Stack<Node>();
        foreach (var node in nodes)
        {
            if (node.State != SymbolState.Ready)
                open.Push(node);
        }

        while (open.TryPop(out var node))
        {
            if (node.State == SymbolState.Ready || !seen.Add(node))
                continue;
            foreach (var needed in node.NeedsNodes)
                open.Push(needed);
            foreach (var symbol in node.NeedsSymbols)
            {
                if (symbol.Newest is null)
                    missing.Add(symbol);
                else if (BlockingNode(node, symbol) is { } blocking)
                    open.Push(blocking);
            }

            if (node.Unit.HasInitialisersToRun)
            {
                foreach (var sibling in node.Unit.Nodes)
                    open.Push(sibling);
            }
        }

        return [.. missing];
    }

    /// <summary>The node that keeps another waiting through a symbol; null if the symbol may be used already.</summary>
    public static Node? BlockingNode(Node node, Symbol symbol)
    {
        var definition = symbol.Newest!;
        if (definition.Node is not { } needed || needed.State == SymbolState.Ready)
            return null;

        // An older definition that still works is good enough, but not for what was committed together.
        return symbol.Live is { } live && live != definition && needed.Generation != node.Generation ? null : needed;
    }

    private static bool IsReady(WaitingGraph graph, ReadOnlySpan<int> vertices, int[] component, bool[] isReady)
    {
        foreach (int vertex in vertices)
        {
            if (graph.IsBlocked[vertex])
                return false;
            for (int edge = graph.Starts[vertex]; edge < graph.Starts[vertex + 1]; edge++)
            {
                int target = graph.Targets[edge];
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
