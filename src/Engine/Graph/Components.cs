namespace Graft.Engine.Graph;

/// <summary>
/// Strongly connected components by Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972), with a
/// stack of its own instead of recursion: a ring of a hundred thousand nodes is a path that deep.
/// </summary>
internal static class Components
{
    /// <summary>
    /// Finds the components of a graph, in time linear in nodes and edges; a component comes after those that it has edges to.
    /// </summary>
    /// <param name="count">How many nodes there are; they are numbered from 0.</param>
    /// <param name="edges">The nodes that a node has edges to; asked once for each node.</param>
    public static List<int[]> Find(int count, Func<int, IEnumerable<int>> edges)
    {
        var search = new Search(count, edges);
        for (int node = 0; node < count; node++)
            search.Visit(node);
        return search.Found;
    }

    private sealed class Search(int count, Func<int, IEnumerable<int>> edges)
    {
        private const int Done = int.MaxValue;

        // 0 for a node not seen yet, Done for one whose component is found, else the order in which nodes were seen.
        private readonly int[] _order = new int[count];
        private readonly int[] _low = new int[count];
        private readonly Stack<int> _open = new();
        private readonly Stack<(int Node, IEnumerator<int> Edges)> _path = new();
        private int _seen;

        public List<int[]> Found { get; } = [];

        public void Visit(int root)
        {
            if (_order[root] != 0)
                return;
            Enter(root);
            while (_path.TryPeek(out var top))
            {
                if (!top.Edges.MoveNext())
                    Leave(top.Node);
                else if (_order[top.Edges.Current] == 0)
                    Enter(top.Edges.Current);
                else if (_order[top.Edges.Current] != Done)
                    _low[top.Node] = Math.Min(_low[top.Node], _order[top.Edges.Current]);
            }
        }

        private void Enter(int node)
        {
            _order[node] = _low[node] = ++_seen;
            _open.Push(node);
            _path.Push((node, edges(node).GetEnumerator()));
        }

        private void Leave(int node)
        {
            _path.Pop().Edges.Dispose();
            if (_path.TryPeek(out var parent))
                _low[parent.Node] = Math.Min(_low[parent.Node], _low[node]);
            if (_low[node] == _order[node])
                Found.Add(Close(node));
        }

        private int[] Close(int root)
        {
            var members = new List<int>();
            int node;
            do
            {
                node = _open.Pop();
                _order[node] = Done;
                members.Add(node);
            }
            while (node != root);
            return [.. members];
        }
    }
}
