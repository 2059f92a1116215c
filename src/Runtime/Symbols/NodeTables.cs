namespace Graft;

/// <summary>What the nodes of one commit define and need. Immutable once the commit is applied.</summary>
/// <param name="generation">The commit.</param>
/// <param name="linkedAt">The table's <see cref="SymbolTable.Version"/> that the addresses in the nodes are of.</param>
internal sealed class NodeTables(long generation, long linkedAt)
{
    /// <summary>The commit.</summary>
    public long Generation { get; } = generation;

    /// <summary>The table's <see cref="SymbolTable.Version"/> that the addresses in the nodes are of.</summary>
    public long LinkedAt { get; } = linkedAt;

    /// <summary>The definitions that lie in each node.</summary>
    public NodeTable<Definition> Defines { get; set; }

    /// <summary>The nodes that each refers to directly.</summary>
    public NodeTable<Node> NeedsNodes { get; set; }

    /// <summary>The symbols that each refers to.</summary>
    public NodeTable<Symbol> NeedsSymbols { get; set; }
}

/// <summary>Some items for each node, in one array.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Starts">Where each node's items begin; one element more than nodes.</param>
/// <param name="Items">The items of all nodes.</param>
internal readonly record struct NodeTable<T>(int[] Starts, T[] Items)
{
    /// <summary>The items of a node.</summary>
    public ArraySegment<T> this[int node] => new(Items, Starts[node], Starts[node + 1] - Starts[node]);
}
