using Graft.Engine.Collections;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>The edges of all nodes: the shares' lists, one after the other.</summary>
internal sealed class LinkEdges : IDisposable
{
    private readonly PooledList<int> _nodes = new();
    private readonly PooledList<int> _nodeStarts = new();
    private readonly PooledList<int> _symbols = new();
    private readonly PooledList<int> _symbolStarts = new();
    private readonly PooledList<FixupRecord> _fixups = new();

    /// <summary>The nodes that each node refers to.</summary>
    public EdgeTable NeedsNodes => new(_nodeStarts.AsFlatList(), _nodes.AsFlatList());

    /// <summary>The symbols that each node refers to.</summary>
    public EdgeTable NeedsSymbols => new(_symbolStarts.AsFlatList(), _symbols.AsFlatList());

    /// <summary>Fields that wait for their symbols.</summary>
    public FlatList<FixupRecord> Fixups => _fixups.AsFlatList();

    /// <summary>Kept definitions whose bytes are referred to, perhaps repeatedly.</summary>
    public PooledList<int> Holds { get; } = new();

    /// <inheritdoc cref="EdgeList.Calls"/>
    public PooledList<int> Calls { get; } = new();

    /// <inheritdoc cref="EdgeList.IsCodeExposed"/>
    public bool IsCodeExposed { get; private set; }

    /// <summary>Makes room for the edges of all shares.</summary>
    public void Reserve(EdgeList[] shares, int nodeCount)
    {
        _nodes.Reserve(shares.Sum(static share => share.Nodes.Count));
        _symbols.Reserve(shares.Sum(static share => share.Symbols.Count));
        _nodeStarts.Reserve(nodeCount + 1);
        _symbolStarts.Reserve(nodeCount + 1);
    }

    /// <summary>Adds the edges of the next share.</summary>
    public void Add(EdgeList share)
    {
        Append(share.Nodes, share.NodeStarts, _nodes, _nodeStarts);
        Append(share.Symbols, share.SymbolStarts, _symbols, _symbolStarts);
        _fixups.AddRange(share.Fixups.AsSpan());
        Holds.AddRange(share.Holds.AsSpan());
        Calls.AddRange(share.Calls.AsSpan());
        IsCodeExposed |= share.IsCodeExposed;
    }

    /// <summary>Ends the last node that refers to anything; nodes of common symbols come after it.</summary>
    public void End(int nodeCount)
    {
        while (_nodeStarts.Count <= nodeCount)
        {
            _nodeStarts.Add(_nodes.Count);
            _symbolStarts.Add(_symbols.Count);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _nodes.Dispose();
        _nodeStarts.Dispose();
        _symbols.Dispose();
        _symbolStarts.Dispose();
        _fixups.Dispose();
        Holds.Dispose();
        Calls.Dispose();
    }

    private static void Append(PooledList<int> targets, PooledList<int> starts, PooledList<int> allTargets, PooledList<int> allStarts)
    {
        int before = allTargets.Count;
        foreach (int start in starts.AsSpan())
            allStarts.Add(before + start);
        allTargets.AddRange(targets.AsSpan());
    }
}
