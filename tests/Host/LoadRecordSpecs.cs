using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>What is remembered of loads, for runtimes that come later.</summary>
public sealed class LoadRecordSpecs : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Each_modules_newest_load_is_kept_in_the_order_of_the_first()
    {
        var records = new LoadRecords(_home.Path);
        records.Note(Load("r", "a", "old.o"));
        records.Note(Load("r", "b", "b.o") with { GcSections = true, LinkOrder = ["a"] });
        records.Note(Load("other", "c", "c.o"));
        records.Note(Load("r", "a", "new.o"));

        var loads = new LoadRecords(_home.Path).Read("r");
        Assert.Equal([("a", "new.o"), ("b", "b.o")], loads.Select(load => (load.Module, load.Inputs[0])));
        Assert.True(loads[1].GcSections);
        Assert.Equal(["a"], loads[1].LinkOrder);
        records.Forget("r", ["a", "never"]);
        Assert.Equal(["b"], records.Read("r").Select(load => load.Module));
        Assert.Empty(records.Read("nobody"));
    }

    [Fact]
    public void A_damaged_record_counts_as_missing_and_is_written_anew()
    {
        var records = new LoadRecords(_home.Path);
        records.Note(Load("r", "a", "a.o"));
        string file = Path.Combine(_home.Path, "loads", "r.json");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^5]);
        Assert.Empty(records.Read("r"));
        records.Note(Load("r", "b", "b.o"));
        Assert.Equal(["b"], records.Read("r").Select(load => load.Module));
    }

    [Fact]
    public void Those_who_note_at_once_lose_nothing()
    {
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => new LoadRecords(_home.Path).Note(Load("r", $"m{i}", "m.o")));
        Assert.Equal(40, new LoadRecords(_home.Path).Read("r").Count);
    }

    private static LoadModuleRequest Load(string runtime, string module, string file) => new(runtime, module, [file]);
}
