namespace Graft.Tests.Runtimes;

/// <summary>Calls go on while their function is replaced.</summary>
public sealed class SlotFlipSpecs
{
    [Fact]
    public async Task Eight_threads_see_the_old_or_the_new_function_and_never_go_back()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        const int Versions = 200;
        Load(agent, 0);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Task<long>[] callers = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => CallUntil(scene, Versions, stop.Token), TaskCreationOptions.LongRunning))];

        for (int version = 1; version <= Versions; version++)
            Load(agent, version);

        Assert.All(await Task.WhenAll(callers), last => Assert.Equal(Versions, last));
    }

    private static void Load(Graft.Protocol.IAgent agent, int version) =>
        new HandModule("a").Function("version", code => code.Return(version)).Load(agent);

    private static long CallUntil(Scene scene, long last, CancellationToken stop)
    {
        long seen = 0;
        while (seen < last && !stop.IsCancellationRequested)
        {
            long version = scene.Call("version");
            Assert.InRange(version, seen, last);
            seen = version;
        }

        return seen;
    }
}
