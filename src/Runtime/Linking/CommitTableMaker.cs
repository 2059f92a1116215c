using Graft.Protocol;

namespace Graft;

/// <summary>
/// Makes the tables of a commit out of its messages, whose memory is used again. Passes over flat arrays: nothing is an object of its own.
/// Guarded by the agent's lock.
/// </summary>
/// <param name="link">What was promised.</param>
/// <param name="commit">What was written.</param>
/// <param name="units">The commit's units.</param>
/// <param name="signatures">The texts of signatures.</param>
internal sealed class CommitTableMaker(PendingLink link, CommitRequest commit, LoadedUnit[] units, SignatureTexts signatures)
{
    private const int NotPlaced = -1;

    /// <summary>The number in the tables of each definition that was placed; without meaning for others.</summary>
    public int[] Numbers { get; } = new int[link.Definitions.Length];

    /// <summary>Makes the tables.</summary>
    /// <param name="generation">The commit's number.</param>
    /// <param name="linkedAt">The symbol table's version that its addresses are of.</param>
    public CommitTables Make(long generation, long linkedAt)
    {
        int[] first = NumberDefinitions();
        var nodes = MakeNodes();
        return new(link.Request.Module, generation, linkedAt)
        {
            Nodes = nodes,
            States = MakeStates(nodes.Length),
            Vertices = new int[nodes.Length],
            FirstDefinitions = first,
            Definitions = MakeDefinitions(first[^1], nodes),
            NeedsNodes = new([.. commit.Nodes.NeedsNodes.Starts.AsSpan()], [.. commit.Nodes.NeedsNodes.Targets.AsSpan()]),
            NeedsSymbols = new([.. commit.Nodes.NeedsSymbols.Starts.AsSpan()], NumberSymbols(out var symbols)),
            Symbols = symbols,
        };
    }

    // A counting sort by section: first[n] is where section n ends, until its definitions have got their numbers.
    private int[] NumberDefinitions()
    {
        var first = new int[commit.Nodes.Count + 1];
        foreach (int node in commit.DefinedIn)
        {
            if (node != NotPlaced)
                first[node]++;
        }

        for (int node = 1; node < first.Length; node++)
            first[node] += first[node - 1];
        for (int i = Numbers.Length - 1; i >= 0; i--)
        {
            if (commit.DefinedIn[i] is not NotPlaced and var node)
                Numbers[i] = --first[node];
        }

        return first;
    }

    private NodeRecord[] MakeNodes()
    {
        var nodes = new NodeRecord[commit.Nodes.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            int unit = commit.Nodes.Units[i];
            ref readonly var record = ref commit.Units[unit];
            bool isOfMany = record.FrameNode == UnitRecord.ManyNodes;
            nodes[i] = new(units[unit])
            {
                Frames = record.EhFrame == 0 || isOfMany ? NodeRecord.NoFrames : record.FrameNode,
                HasUnknownFrames = record.EhFrame != 0 && isOfMany,
            };
        }

        return nodes;
    }

    private static SymbolState[] MakeStates(int nodes)
    {
        var states = new SymbolState[nodes];
        states.AsSpan().Fill(SymbolState.Emitted);
        return states;
    }

    private DefinitionRecord[] MakeDefinitions(int count, NodeRecord[] nodes)
    {
        var definitions = new DefinitionRecord[count];
        for (int i = 0; i < Numbers.Length; i++)
        {
            int node = commit.DefinedIn[i];
            if (node == NotPlaced)
                continue;
            ref readonly var source = ref link.Request.Definitions[i];
            definitions[Numbers[i]] = new()
            {
                Symbol = link.Definitions[i].Symbol,
                Kind = source.Kind.IsFunction() ? SymbolKind.Function : source.Kind,
                IsIndirect = source.Kind == SymbolKind.IndirectFunction,
                IsRedirectable = source.IsRedirectable,
                Binding = source.Binding,
                IsHidden = source.Hidden,
                Unit = units[source.Unit],
                Signature = signatures.Of(source.Signature),
                Address = commit.Addresses[i],
                Size = source.Size,
                Digest = link.DigestOf(i),
                Node = node,
            };
            nodes[node].HasIndirectFunctions |= source.Kind == SymbolKind.IndirectFunction;
        }

        return definitions;
    }

    // A commit of one function may come with thousands of names: only those that are needed are kept.
    private int[] NumberSymbols(out Symbol[] symbols)
    {
        int[] targets = [.. commit.Nodes.NeedsSymbols.Targets.AsSpan()];
        var numbers = new int[link.Definitions.Length + link.Wants.Length]; // counted from 1
        int count = 0;
        foreach (ref int target in targets.AsSpan())
        {
            ref int number = ref numbers[target];
            if (number == 0)
                number = ++count;
            target = number - 1;
        }

        symbols = new Symbol[count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] > 0)
                symbols[numbers[i] - 1] = link.SymbolAt(i);
        }

        return targets;
    }
}
