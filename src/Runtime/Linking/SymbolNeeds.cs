using Graft.Protocol;

namespace Graft;

/// <summary>
/// What the symbols that a commit's nodes need stand for in the waiting graph. Each is looked at once, however many nodes need it:
/// symbols and definitions lie far apart. Guarded by the agent's lock.
/// </summary>
internal sealed class SymbolNeeds
{
    /// <summary>What is needed can be used already.</summary>
    public const int Nothing = -1;

    /// <summary>What is needed is not there.</summary>
    public const int Missing = -2;

    private const int Unknown = -3;

    private CommitTables? _tables;
    private int[] _needs = [];

    /// <summary>Turns to a commit. Cheapest if nodes of one follow each other, as they do.</summary>
    public void Enter(CommitTables tables)
    {
        if (_tables == tables)
            return;
        _tables = tables;
        if (_needs.Length < tables.Symbols.Length)
            _needs = new int[tables.Symbols.Length];
        _needs.AsSpan(0, tables.Symbols.Length).Fill(Unknown);
    }

    /// <summary>The vertex to wait for, or why there is none.</summary>
    /// <param name="symbol">The symbol's number in the commit that was entered last.</param>
    public int OfSymbol(int symbol)
    {
        ref int need = ref _needs[symbol];
        if (need == Unknown)
            need = Find(_tables!.Symbols[symbol], _tables.Generation);
        return need;
    }

    /// <summary>The vertex of a needed node, or why there is none.</summary>
    public static int Of(Node needed) => needed.State switch
    {
        SymbolState.Emitted => needed.Vertex,
        SymbolState.Failed => Missing,
        _ => Nothing,
    };

    private static int Find(Symbol symbol, long generation) =>
        symbol.Newest is null ? Missing
        : Readiness.BlockingNode(generation, symbol) is { } blocking ? Of(blocking)
        : Nothing;
}
