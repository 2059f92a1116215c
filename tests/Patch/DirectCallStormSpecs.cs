using System.Buffers.Binary;
using Graft.Protocol;
using Graft.Tests.Runtimes;
using static Graft.Tests.Patch.DirectBinding;

namespace Graft.Tests.Patch;

/// <summary>
/// A function is replaced, undone and replaced again thousands of times while threads call it by the entry of its oldest body: nothing torn, nothing
/// lost, and who asks after a commit has returned gets what that brought.
/// </summary>
public sealed class DirectCallStormSpecs
{
    private const int Patches = 2400, Threads = 4, UndoEvery = 7;
    private const long Marker = 0x1122_3344_5566_7788;

    private static long _newest;

    [Fact(Timeout = 300_000)]
    public async Task Threads_see_whole_versions_and_never_one_older_than_a_commit_that_had_returned()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024, UndoDepth = 4 });
        using var agent = scene.Connect();
        byte[] pattern = await CompileAsync($"long version(void) {{ return {Marker}; }}");
        Patch(agent, pattern, 0);
        Load(agent, "callers", await CompileAsync("long version(void); long call(void) { return version() + 1; } long tail(void) { return version(); }"));
        ulong oldest = BodyOf(scene, "version");
        Assert.Equal((oldest, oldest), (FirstCallOf(BodyOf(scene, "call")), FirstCallOf(BodyOf(scene, "tail"))));
        Volatile.Write(ref _newest, 0);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Task<long>[] callers = [.. Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () => CallUntil(scene, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        ulong before = agent.GetStatus().Code.Used, most = 0;
        for (int i = 1; i <= Patches && !Array.Exists(callers, static caller => caller.IsFaulted); i++)
        {
            Patch(agent, pattern, i);
            Volatile.Write(ref _newest, i);
            Assert.Equal((i, i), (VersionOf(scene.Call("tail")), VersionOf(scene.Call("call") - 1)));
            most = Math.Max(most, agent.GetStatus().Code.Used - before);
            if (i % UndoEvery != 0)
                continue;
            Volatile.Write(ref _newest, i - 1); // what the undo brings back may be seen from now on
            scene.Runtime.Undo();
            Assert.Equal((i - 1, i - 1), (VersionOf(scene.Call("tail")), VersionOf(scene.Call("call") - 1)));
        }

        await end.CancelAsync();
        Assert.All(await Task.WhenAll(callers), calls => Assert.InRange(calls, 1, long.MaxValue));
        Assert.False(stop.IsCancellationRequested);
        Assert.False(IsOpen(oldest));
        Assert.True(most < Patches * 4096u / 2, $"{most} bytes"); // as the scheduler has it; without freeing a page for each patch
        scene.Runtime.DeclareQuiescence();
        Patch(agent, pattern, 1);
        scene.Runtime.DeclareQuiescence();
        Assert.InRange(agent.GetStatus().Code.Used - before, 0u, 16 * 4096u);
    }

    private static void Patch(AgentConnection agent, byte[] pattern, int version)
    {
        byte[] bytes = [.. pattern];
        Span<byte> marker = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(marker, Marker);
        int field = bytes.AsSpan().IndexOf(marker);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(field), version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(field + sizeof(int)), ~version);
        Load(agent, "callee", bytes);
    }

    private static int VersionOf(long result)
    {
        Assert.Equal((int)result, ~(int)(result >> 32));
        return (int)result;
    }

    private static long CallUntil(Scene scene, CancellationToken stop)
    {
        using var registration = scene.Runtime.RegisterThread();
        long calls = 0;
        while (!stop.IsCancellationRequested)
        {
            long least = Volatile.Read(ref _newest) - 1; // an undo may have taken the newest back
            Assert.InRange(VersionOf(calls % 2 == 0 ? scene.Call("tail") : scene.Call("call") - 1), least, Patches);
            calls++;
            scene.Runtime.SyncPoint();
            Thread.Yield();
        }

        return calls;
    }
}
