using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>A node written by hand.</summary>
internal readonly record struct HandNode(int Unit, int[] NeedsNodes, int[] NeedsSymbols);

/// <summary>Makes the flat tables of a commit from nodes written by hand.</summary>
internal static class HandNodes
{
    public static NodeTable Table(params HandNode[] nodes) => new(
        [.. nodes.Select(node => node.Unit)],
        Edges(nodes.Select(node => node.NeedsNodes)),
        Edges(nodes.Select(node => node.NeedsSymbols)));

    public static EdgeTable Edges(IEnumerable<int[]> edges)
    {
        List<int> starts = [0];
        List<int> targets = [];
        foreach (int[] own in edges)
        {
            targets.AddRange(own);
            starts.Add(targets.Count);
        }

        return new([.. starts], [.. targets]);
    }
}
