using System.Buffers.Binary;

namespace Graft.Tests.Runtimes;

/// <summary>A function is replaced thousands of times while threads call it that come to sync points: nothing torn, nothing lost.</summary>
public sealed class PatchStormSpecs
{
    private const int Patches = 2000;

    [Fact]
    public async Task Eight_threads_see_whole_versions_in_order_through_two_thousand_patches()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024 });
        using var agent = scene.Connect();
        Load(agent, 0);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task<int>[] callers = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => CallUntil(scene, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

        for (int version = 1; version <= Patches && !Array.Exists(callers, static caller => caller.IsFaulted); version++)
            Load(agent, version);

        Assert.All(await Task.WhenAll(callers), last => Assert.Equal(Patches, last));
        Assert.Equal(Patches + 1, agent.GetStatus().Generation);
    }

    // movabs rax, version and its complement; ret.
    private static void Load(Graft.Protocol.IAgent agent, int version)
    {
        byte[] word = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt32LittleEndian(word, version);
        BinaryPrimitives.WriteInt32LittleEndian(word.AsSpan(sizeof(int)), ~version);
        new HandModule("storm").Function("version", code => code.Add(0x48, 0xB8).Add(word).Return()).Load(agent);
    }

    private static int CallUntil(Scene scene, CancellationToken stop)
    {
        using var registration = scene.Runtime.RegisterThread();
        int seen = 0;
        while (seen < Patches && !stop.IsCancellationRequested)
        {
            long result = scene.Call("version");
            Assert.Equal((int)result, ~(int)(result >> 32));
            Assert.InRange((int)result, seen, Patches);
            seen = (int)result;
            scene.Runtime.SyncPoint();
            Thread.Yield();
        }

        return seen;
    }
}
