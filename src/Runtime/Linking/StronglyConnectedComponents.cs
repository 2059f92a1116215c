namespace Graft;

/// <summary>
/// Tarjan's algorithm without recursion, since the cycles of real programs are longer than a stack is deep. Linear in
/// vertices and edges. (R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1, 1972.)
/// </summary>
internal static class StronglyConnectedComponents
{
    private const int Unvisited = -1;

    /// <summary>Numbers the components so that an edge never leads to a component of a greater number.</summary>
    /// <param name="starts">Where each vertex's edges begin in <paramref name="targets"/>; one element more than vertices.</param>
    /// <param name="targets">The vertices that edges lead to.</param>
    /// <param name="count">How many components there are.</param>
    /// <returns>The component of each vertex.</returns>
    public static int[] Find(ReadOnlySpan<int> starts, ReadOnlySpan<int> targets, out int count)
    {
        int vertices = starts.Length - 1;
        var component = new int[vertices];
        var order = new int[vertices];
        var low = new int[vertices];
        var next = new int[vertices];
        var open = new int[vertices]; // Tarjan's stack: vertices whose component is not known yet
        var path = new int[vertices]; // the way down from the root: what recursion would keep
        int openCount = 0;
        int visited = 0;
        component.AsSpan().Fill(Unvisited);
        order.AsSpan().Fill(Unvisited);
        count = 0;

        for (int root = 0; root < vertices; root++)
        {
            if (order[root] != Unvisited)
                continue;
            int depth = 0;
            path[depth++] = root;
            while (depth > 0)
            {
                int vertex = path[depth - 1];
                if (order[vertex] == Unvisited)
                {
                    order[vertex] = low[vertex] = visited++;
                    next[vertex] = starts[vertex];
                    open[openCount++] = vertex;
                }

                if (next[vertex] < starts[vertex + 1])
                {
                    int target = targets[next[vertex]++];
                    if (order[target] == Unvisited)
                        path[depth++] = target;
                    else if (component[target] == Unvisited)
                        low[vertex] = Math.Min(low[vertex], order[target]);
                    continue;
                }

                depth--;
                if (depth > 0)
                    low[path[depth - 1]] = Math.Min(low[path[depth - 1]], low[vertex]);
                if (low[vertex] != order[vertex])
                    continue;
                int member;
                do
                {
                    member = open[--openCount];
                    component[member] = count;
                }
                while (member != vertex);
                count++;
            }
        }

        return component;
    }
}
