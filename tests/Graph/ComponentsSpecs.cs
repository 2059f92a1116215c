using Graft.Engine.Graph;

namespace Graft.Tests.Graph;

/// <summary>What hangs together in cycles.</summary>
public sealed class ComponentsSpecs
{
    [Fact]
    public void A_cycle_is_one_component_and_what_needs_it_comes_later()
    {
        var graph = SymbolGraph.Of([
            Sample.Module("User", [], ["f0"]),
            .. Sample.Ring(3),
            Sample.Module("Base", ["base"], []),
        ]).With(Sample.Module("a1", ["f1"], ["f2", "base"]));

        var components = graph.ModuleComponents();

        Assert.Equal(3, components.Count);
        Assert.Equal(["Base"], components[0]);
        Assert.Equal(["a0", "a1", "a2"], components[1]);
        Assert.Equal(["User"], components[2]);
    }

    [Fact]
    public void Units_of_different_modules_can_be_one_component()
    {
        var graph = SymbolGraph.Of([
            new("A", [Sample.Unit("1.o", ["f"], ["g"]), Sample.Unit("2.o", ["h"], [])]),
            new("B", [Sample.Unit("3.o", ["g"], ["f"])]),
        ]);

        Assert.Contains(graph.UnitComponents(), c => c.SequenceEqual([new("A", "1.o"), new("B", "3.o")]));
        Assert.Equal(2, graph.UnitComponents().Count);
    }

    [Fact]
    public void A_ring_of_two_hundred_thousand_nodes_is_found_without_recursion_and_looks_at_each_edge_once()
    {
        const int Length = 200_000;
        int asked = 0;
        var found = Components.Find(Length, node =>
        {
            asked++;
            return [(node + 1) % Length];
        });

        Assert.Equal(Length, Assert.Single(found).Length);
        Assert.Equal(Length, asked);
    }

    [Fact]
    public void Random_graphs_have_the_components_that_mutual_reach_gives()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            int count = random.Next(1, 12);
            bool[,] edge = new bool[count, count];
            for (int i = random.Next(0, 3 * count); i > 0; i--)
                edge[random.Next(count), random.Next(count)] = true;

            int[] component = new int[count];
            var found = Components.Find(count, node => Enumerable.Range(0, count).Where(to => edge[node, to]));
            for (int i = 0; i < found.Count; i++)
            {
                foreach (int node in found[i])
                    component[node] = i;
            }

            bool[,] reach = Reach(edge, count);
            for (int a = 0; a < count; a++)
            {
                for (int b = 0; b < count; b++)
                {
                    Assert.Equal(a == b || (reach[a, b] && reach[b, a]), component[a] == component[b]);
                    if (edge[a, b])
                        Assert.True(component[b] <= component[a], "a component comes after those that it needs");
                }
            }
        }
    }

    /// <summary>Warshall's closure: slow and obviously right.</summary>
    private static bool[,] Reach(bool[,] edge, int count)
    {
        bool[,] reach = (bool[,])edge.Clone();
        for (int via = 0; via < count; via++)
        {
            for (int a = 0; a < count; a++)
            {
                for (int b = 0; b < count; b++)
                    reach[a, b] |= reach[a, via] && reach[via, b];
            }
        }

        return reach;
    }
}
