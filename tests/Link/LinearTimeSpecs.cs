using System.Globalization;
using System.Text;

namespace Graft.Tests.Link;

/// <summary>A ring of functions, which is cubic for some linkers, costs in proportion to its length.</summary>
public class LinearTimeSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task Work_grows_in_proportion_to_a_ring_of_functions()
    {
        var small = await LinkScene.UnitAsync("ring.o", Ring(250), "-O1");
        var large = await LinkScene.UnitAsync("ring.o", Ring(1000), "-O1");
        var (smallEdges, smallBytes) = Measure(small, 250);
        var (largeEdges, largeBytes) = Measure(large, 1000);
        Assert.Equal(250, smallEdges);
        Assert.Equal(1000, largeEdges);
        // Memory is touched at least as often as it is allocated, and does not depend on the machine's load.
        Assert.InRange(largeBytes, 0, smallBytes * 6);
    }

    private static (int Edges, long Bytes) Measure(Engine.Objects.ObjectUnit unit, int length)
    {
        var scene = new LinkScene();
        long before = GC.GetAllocatedBytesForCurrentThread();
        scene.LinkWell(unit);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var commit = scene.Agent.LastCommit!;
        Assert.Equal(length, commit.DefinedIn.Where(node => node >= 0).Distinct().Count());
        return (commit.Nodes.NeedsNodes.Targets.Count, bytes);
    }

    private static string Ring(int length)
    {
        var source = new StringBuilder();
        for (int i = 0; i < length; i++)
            source.Append(CultureInfo.InvariantCulture, $"int f{(i + 1) % length}(int); int f{i}(int x) {{ return x ? f{(i + 1) % length}(x - 1) + 1 : 0; }}\n");
        return source.ToString();
    }
}
