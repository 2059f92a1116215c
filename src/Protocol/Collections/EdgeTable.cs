namespace Graft.Protocol;

/// <summary>The edges of a graph in two arrays: those of node <c>n</c> are <c>Targets[Starts[n]..Starts[n + 1]]</c>.</summary>
/// <param name="Starts">Where each node's edges begin, rising from 0; one element more than nodes.</param>
/// <param name="Targets">Where the edges lead.</param>
public readonly record struct EdgeTable(FlatList<int> Starts, FlatList<int> Targets)
{
    /// <summary>A table without nodes.</summary>
    public static EdgeTable Empty { get; } = new([0], []);

    /// <summary>How many nodes there are.</summary>
    public int Count => Starts.Count - 1;

    /// <summary>Where the edges of a node lead.</summary>
    public ReadOnlySpan<int> this[int node] => Targets.AsSpan()[Starts[node]..Starts[node + 1]];

    /// <summary>Whether the starts rise from 0 to the number of edges, so that every node's edges can be taken.</summary>
    public bool IsSound
    {
        get
        {
            int last = 0;
            foreach (int start in Starts)
            {
                if (start < last)
                    return false;
                last = start;
            }

            return Starts.Count > 0 && Starts[0] == 0 && last == Targets.Count;
        }
    }
}
