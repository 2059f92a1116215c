using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Strongly connected components, against a definition that is too slow to be wrong.</summary>
public sealed class ComponentSpecs
{
    [Fact]
    public void Components_are_those_of_mutual_reachability_and_numbered_needs_first()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            int count = random.Next(1, 12);
            var edges = Enumerable.Range(0, count)
                .Select(_ => Enumerable.Range(0, count).Where(_ => random.Next(count) < 2).ToArray()).ToArray();
            int[] starts = [0, .. edges.Select((_, i) => edges.Take(i + 1).Sum(targets => targets.Length))];

            int[] component = StronglyConnectedComponents.Find(starts, [.. edges.SelectMany(targets => targets)], out int components);

            bool[,] reaches = Reachability(edges);
            for (int from = 0; from < count; from++)
            {
                Assert.InRange(component[from], 0, components - 1);
                for (int to = 0; to < count; to++)
                {
                    Assert.Equal(reaches[from, to] && reaches[to, from], component[from] == component[to]);
                    if (reaches[from, to])
                        Assert.True(component[to] <= component[from]);
                }
            }
        }
    }

    [Fact]
    public void A_ring_of_200000_functions_from_two_sessions_becomes_ready_at_once()
    {
        const int Half = 100_000;
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 512 * 1024 * 1024 });
        Assert.Equal(Half, LoadHalf(scene, "even", 0).Waiting);
        var reply = LoadHalf(scene, "odd", Half);
        Assert.Equal((Half, 0), (reply.Ready, reply.Waiting));
        Assert.Equal(SymbolState.Ready, scene.StateOf("f0"));
        Assert.Equal(SymbolState.Ready, scene.StateOf($"f{Half - 1}"));

        // The functions are one section each; function i needs function i + 1, the last the first of the other half.
        static CommitReply LoadHalf(Scene scene, string module, int first)
        {
            using var agent = scene.Connect();
            var definitions = Enumerable.Range(first, Half)
                .Select(i => new SymbolDefinition(Utf8Name.From($"f{i}"), 0, SymbolKind.Function, SymbolBinding.Strong, false, Utf8Name.Empty, 1, 1));
            var want = new SymbolWant(Utf8Name.From($"f{(first + Half) % (2 * Half)}"), SymbolKind.Function, SymbolBinding.Strong, Utf8Name.Empty, 0);
            agent.Resolve(new(module, [new("u.o", 1)], [], [.. definitions], [want]));
            using var slab = agent.Reserve(new SlabSize(Half, 0, 0));
            slab.Code.Fill(0xC3);
            return agent.Commit(new(
                [.. Enumerable.Range(0, Half).Select(i => slab.CodeAddress + (ulong)i)],
                [.. Enumerable.Range(0, Half)],
                HandNodes.Table([.. Enumerable.Range(0, Half).Select(i => new HandNode(0, [], [i + 1]))]),
                [default], []));
        }
    }

    private static bool[,] Reachability(int[][] edges)
    {
        int count = edges.Length;
        var reaches = new bool[count, count];
        for (int from = 0; from < count; from++)
        {
            reaches[from, from] = true;
            foreach (int to in edges[from])
                reaches[from, to] = true;
        }

        for (int middle = 0; middle < count; middle++)
        {
            for (int from = 0; from < count; from++)
            {
                for (int to = 0; to < count; to++)
                    reaches[from, to] |= reaches[from, middle] && reaches[middle, to];
            }
        }

        return reaches;
    }
}
