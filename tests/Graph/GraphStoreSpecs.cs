using System.Diagnostics;
using Graft.Engine.Graph;
using Graft.Protocol;

namespace Graft.Tests.Graph;

/// <summary>The graph on disk.</summary>
public sealed class GraphStoreSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-graph").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Another_store_on_the_same_folder_has_an_equal_graph()
    {
        var store = new GraphStore(_folder);
        foreach (var module in Sample.Ring(5))
            store.Set(module);

        Assert.Equal(5, store.Current.ModuleCount);
        Assert.Equal(store.Current, new GraphStore(_folder).Current);
    }

    [Fact]
    public void The_same_module_again_writes_nothing_and_gives_the_same_graph()
    {
        var store = new GraphStore(_folder);
        var graph = store.Set(Sample.Module("A", ["a"], ["b"]));
        string file = Assert.Single(Directory.GetFiles(_folder));
        var longAgo = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, longAgo);

        Assert.Same(graph, store.Set(Sample.Module("A", ["a"], ["b"])));
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public void What_another_process_builds_or_removes_is_seen()
    {
        var store = new GraphStore(_folder);
        store.Set(Sample.Module("A", ["a"], []));
        var other = new GraphStore(_folder);

        other.Set(Sample.Module("B", ["b"], []));
        Assert.Equal(["A", "B"], store.Current.Modules.Select(m => m.Name));

        other.Remove("A");
        Assert.Equal(["B"], store.Current.Modules.Select(m => m.Name));
    }

    [Fact]
    public void A_file_with_any_byte_changed_or_missing_counts_as_none()
    {
        new GraphStore(_folder).Set(Sample.Module("A", ["a"], ["b"]));
        new GraphStore(_folder).Set(Sample.Module("B", ["b"], ["a"]));
        string file = Directory.GetFiles(_folder)[0];
        byte[] good = File.ReadAllBytes(file);

        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x10;
            File.WriteAllBytes(file, bad);
            Assert.Equal(1, new GraphStore(_folder).Current.ModuleCount);
            File.WriteAllBytes(file, good[..i]);
            Assert.Equal(1, new GraphStore(_folder).Current.ModuleCount);
        }

        File.WriteAllBytes(file, good);
        Assert.Equal(2, new GraphStore(_folder).Current.ModuleCount);
    }

    [Fact]
    public void A_corrupt_file_is_replaced_by_the_next_build()
    {
        new GraphStore(_folder).Set(Sample.Module("A", ["a"], []));
        File.WriteAllText(Directory.GetFiles(_folder)[0], "not a graph");

        var store = new GraphStore(_folder);
        Assert.Same(SymbolGraph.Empty, store.Current);
        store.Set(Sample.Module("A", ["a"], []));
        Assert.Equal(1, new GraphStore(_folder).Current.ModuleCount);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_costs_only_the_memory_of_past_processes()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var store = new GraphStore(Path.Combine(file, "graph"));

        Assert.Equal(1, store.Set(Sample.Module("A", ["a"], [])).ModuleCount);
        Assert.Equal(1, store.Current.ModuleCount);
    }

    [Fact]
    public void A_hundred_thousand_symbols_are_there_at_once()
    {
        var store = new GraphStore(_folder);
        for (int m = 0; m < 20; m++)
        {
            store.Set(new($"module{m}", Enumerable.Range(0, 50).Select(u => new UnitSymbols(
                $"unit{u}.o",
                Enumerable.Range(0, 60).Select(i => Sample.Function($"function_{m}_{u}_{i}", digest: (ulong)i)),
                Enumerable.Range(0, 40).Select(i => new GraphWant($"function_{(m + 1) % 20}_{u}_{i}", "i32 (i32)"))))));
        }

        long start = Stopwatch.GetTimestamp();
        var graph = new GraphStore(_folder).Current;
        var read = Stopwatch.GetElapsedTime(start);

        Assert.Equal(100_000, graph.SymbolCount);
        Assert.Equal(20, Assert.Single(graph.ModuleComponents()).Count);

        // 0.1 to 0.2 s where nothing else runs; the limit is for a machine that runs all tests at once.
        Assert.True(read < TimeSpan.FromSeconds(2), $"reading took {read}");
    }

    [Fact]
    public void Kinds_and_sizes_of_all_magnitudes_survive()
    {
        var module = new ModuleSymbols("Ünïcode", [new("u.o",
            [new("big", SymbolKind.Data, SymbolBinding.Weak, "[4 x i32]", ulong.MaxValue, ulong.MaxValue), new("", SymbolKind.ReadOnlyData, SymbolBinding.Local, "", 0, 0)],
            [new("w", "")])]);

        Assert.Equal(module, ModuleFile.Decode(ModuleFile.Encode(module)));
    }
}
