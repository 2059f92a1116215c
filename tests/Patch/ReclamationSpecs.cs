using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>Replaced code is freed when no thread can be in it and no undo wants it, and not before; what stays is counted, with the reason.</summary>
public sealed class ReclamationSpecs
{
    private const int Depth = 4;

    /// <summary>More than an undo could bring back: editing back to one of those would bring it back, too.</summary>
    private const int Versions = Depth + 3;

    private const string Source = """
        int printf(const char *, ...);
        long kept(void) { return 7; }
        long edited(void) { return kept() + STEP; }
        """;

    [Fact(Timeout = 300_000)]
    public async Task In_a_storm_of_patches_memory_stays_bounded_while_threads_pass_sync_points()
    {
        const int Patches = 2000;
        var versions = await VersionsAsync(Source);
        using var scene = NewScene();
        using var agent = scene.Connect();
        Load(agent, versions[0]);
        bool isOver = false;
        long calls = 0;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            using var registration = scene.Runtime.RegisterThread();
            while (!Volatile.Read(ref isOver))
            {
                Assert.InRange(scene.Call("edited"), 8, 7 + Versions);
                Interlocked.Increment(ref calls);
                scene.Runtime.SyncPoint();
                Thread.Yield();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.True(SpinWait.SpinUntil(() => Interlocked.Read(ref calls) > 10, TimeSpan.FromSeconds(30)));
        ulong most = 0;
        var first = agent.GetStatus();
        for (int i = 1; i <= Patches; i++)
        {
            Load(agent, versions[i % Versions]);
            if (i % 10 != 0)
                continue;
            var now = agent.GetStatus();
            most = Math.Max(most, now.Code.Used - first.Code.Used + now.ReadOnly.Used - first.ReadOnly.Used);
        }

        Volatile.Write(ref isOver, true);
        threads.ForEach(thread => thread.Join());
        Assert.True(most < Patches * 4096, $"{most} bytes"); // as the scheduler has it; without freeing two pages for each patch
        scene.Runtime.DeclareQuiescence();
        var last = agent.GetStatus();
        Assert.InRange(last.Code.Used - first.Code.Used, 0u, (Depth + 2) * 4096u);
        Assert.Equal(8 + (Patches % Versions), scene.Call("edited"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_is_freed_while_a_thread_does_not_pass_and_it_is_named_and_all_when_it_does()
    {
        const int Patches = 20;
        using var scene = NewScene();
        using var agent = scene.Connect();
        var versions = await VersionsAsync(Source);
        Load(agent, versions[0]);
        using var goOn = new SemaphoreSlim(0);
        using var passed = new SemaphoreSlim(0);
        var thread = new Thread(() =>
        {
            using var registration = scene.Runtime.RegisterThread("late riser");
            passed.Release();
            goOn.Wait();
            scene.Runtime.SyncPoint();
            passed.Release();
            goOn.Wait();
        });
        thread.Start();
        await passed.WaitAsync();
        var first = agent.GetStatus();
        for (int i = 1; i <= Patches; i++)
            Load(agent, versions[i % Versions]);
        var before = agent.GetStatus();
        Assert.Equal(Patches * 4096u, before.Code.Used - first.Code.Used);
        var waiting = before.Retained.Where(retained => retained.Reason == RetentionReason.Threads).ToList();
        Assert.All(waiting, retained => Assert.Equal(("m", "late riser"), (retained.Module, Assert.Single(retained.Who))));
        Assert.Equal(Patches - Depth - 1, waiting.Sum(retained => retained.Generations));
        Assert.Equal(Depth, before.Retained.Count(retained => retained.Reason == RetentionReason.Undo));

        goOn.Release();
        await passed.WaitAsync();
        var after = agent.GetStatus();
        Assert.Equal((Depth + 1) * 4096u, after.Code.Used - first.Code.Used);
        Assert.DoesNotContain(after.Retained, retained => retained.Reason == RetentionReason.Threads);
        goOn.Release();
        thread.Join();
        for (int i = 0; i < Depth; i++)
        {
            Assert.Equal(8 + ((Patches - i) % Versions), scene.Call("edited"));
            scene.Runtime.Undo();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_that_ended_without_a_word_keeps_nothing()
    {
        var versions = await VersionsAsync(Source);
        using var scene = NewScene();
        using var agent = scene.Connect();
        using var own = scene.Runtime.RegisterThread("frame");
        var forgetful = new Thread(() => scene.Runtime.RegisterThread("forgetful"));
        forgetful.Start();
        forgetful.Join();
        Load(agent, versions[0]);
        ulong first = agent.GetStatus().Code.Used;
        for (int i = 1; i <= 30; i++)
        {
            Load(agent, versions[i % Versions]);
            scene.Runtime.SyncPoint();
        }

        Assert.InRange(agent.GetStatus().Code.Used - first, 0u, (Depth + 3) * 4096u);
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_registered_threads_only_a_declaration_frees()
    {
        using var scene = NewScene();
        using var agent = scene.Connect();
        var versions = await VersionsAsync(Source);
        for (int i = 0; i < 12 * Versions / 3; i++)
            Load(agent, versions[i % Versions]);
        var before = agent.GetStatus();
        Assert.Empty(before.Retained.First(retained => retained.Reason == RetentionReason.Threads).Who);
        scene.Runtime.SyncPoint();
        Assert.Equal(before.Code.Used, agent.GetStatus().Code.Used);
        scene.Runtime.DeclareQuiescence();
        Assert.True(agent.GetStatus().Code.Used < before.Code.Used);
        Assert.Equal(8 + (((12 * Versions / 3) - 1) % Versions), scene.Call("edited"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_goes_on_in_code_that_was_replaced_many_times_and_its_code_is_freed_when_it_has_left_it()
    {
        const string Loop = """
            void graft_sync_point(void);
            static volatile int is_over, is_in;
            long loop(void) { long passes = 0; is_in = 1; while (!is_over) { graft_sync_point(); passes++; } return passes > 0 ? STEP : -1; }
            long inside(void) { return is_in; }
            long end(void) { is_over = 1; return 0; }
            """;
        using var scene = NewScene();
        using var agent = scene.Connect();
        var versions = await VersionsAsync(Loop);
        Load(agent, versions[0]);
        Load(agent, versions[1]); // so that the loop has a slab of its own
        long result = 0;
        using var left = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var thread = new Thread(() =>
        {
            using var registration = scene.Runtime.RegisterThread("looper");
            result = scene.Call("loop");
            left.Release();
            goOn.Wait();
            while (goOn.CurrentCount == 0)
                scene.Runtime.SyncPoint();
        });
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => scene.Call("inside") == 1, TimeSpan.FromSeconds(30)));
        for (int i = 0; i < 30; i++)
            Load(agent, versions[i % Versions]);
        Assert.True(SpinWait.SpinUntil(() => Waiting(agent) == 1, TimeSpan.FromSeconds(30)), $"{Waiting(agent)} generations wait");
        Assert.Equal(2, agent.GetStatus().Retained.First(retained => retained.Reason == RetentionReason.Threads).Generation);
        scene.Call("end");
        await left.WaitAsync();
        Assert.Equal(2, result);
        goOn.Release();
        Assert.True(SpinWait.SpinUntil(() => Waiting(agent) == 0, TimeSpan.FromSeconds(30)));
        goOn.Release();
        thread.Join();
    }

    [Fact(Timeout = 60_000)]
    public async Task Constants_of_replaced_code_stay_since_anybody_may_hold_their_address()
    {
        const string Text = "long version(void) { return STEP; } const char *text(void) { return TEXT; }";
        using var scene = NewScene();
        using var agent = scene.Connect();
        Load(agent, await CompileAsync(Text, "-DSTEP=1", "-DTEXT=\"first\""));
        Load(agent, await CompileAsync(Text, "-DSTEP=1", "-DTEXT=\"second\""));
        nint second = (nint)scene.Call("text");
        for (int i = 0; i < 3 * Depth; i++)
            Load(agent, await CompileAsync(Text, "-DSTEP=1", $"-DTEXT=\"text {i}\""));
        scene.Runtime.DeclareQuiescence();
        Assert.Contains(agent.GetStatus().Retained, retained => retained is { Generation: 2, Reason: RetentionReason.Addresses, Bytes: 4096 });
        Assert.Equal("second", System.Runtime.InteropServices.Marshal.PtrToStringUTF8(second));
    }

    [Fact(Timeout = 60_000)]
    public async Task Code_that_was_removed_but_can_be_called_keeps_what_it_calls_directly()
    {
        const string Foreign = """
            #define N __attribute__((noinline))
            extern long base; long base = 1;
            N static long leaf(void) { return base + STEP; }
            N long caller(void) { return leaf() * 10; }
            """;
        using var scene = NewScene();
        using var agent = scene.Connect();
        const string Gone = "extern long base; long base = 1; long other(void) { return base + STEP; }";
        Load(agent, await CompileAsync(Foreign + "long other(void) { return leaf() + 1; }", isPatchable: false, "-DSTEP=1"));
        Load(agent, await CompileAsync(Foreign + "long other(void) { return leaf() + 2; }", isPatchable: false, "-DSTEP=1"));
        nint caller = scene.Runtime.GetFunctionPointer("caller");
        for (int i = 0; i < 4 * Depth; i++)
            Load(agent, await CompileAsync(Gone, isPatchable: false, $"-DSTEP={i}"));
        scene.Runtime.DeclareQuiescence();
        Assert.Equal(20, Invoke(caller));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_exception_goes_through_frames_next_to_freed_ones_and_unloading_gives_all_back()
    {
        const string Throwing = """
            extern "C" { long base = 1; }
            __attribute__((noinline)) void thrower(long x) { throw x; }
            extern "C" long run() { try { thrower(base + STEP); } catch (long x) { return x; } return -1; }
            """;
        using var scene = NewScene();
        using var agent = scene.Connect();
        var empty = agent.GetStatus();
        var versions = await VersionsAsync(Throwing, "-xc++");
        for (int i = 0; i < 50; i++)
        {
            Load(agent, versions[i % Versions]);
            scene.Runtime.DeclareQuiescence();
            Assert.Equal(2 + (i % Versions), scene.Call("run"));
        }

        Assert.InRange(agent.GetStatus().Code.Used - empty.Code.Used, 1u, (Depth + 4) * 4096u);
        scene.Runtime.Unload("m");
        var last = agent.GetStatus();
        Assert.Equal((empty.ReadOnly, empty.Data, 0), (last.ReadOnly, last.Data, last.Retained.Count));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(Depth + 1)]
    public async Task Code_that_is_edited_back_to_is_there_or_comes_anew(int period)
    {
        const string Throwing = """
            extern "C" { long base = 1; }
            __attribute__((noinline)) void thrower(long x) { throw x; }
            extern "C" long run() { try { thrower(base + STEP); } catch (long x) { return x; } return -1; }
            extern "C" long edited() { return STEP; }
            """;
        using var scene = NewScene();
        using var agent = scene.Connect();
        var versions = await VersionsAsync(Throwing, "-xc++");
        for (int i = 0; i < 60; i++)
        {
            int version = i % 7 == 0 ? Versions - 1 : i % period;
            Load(agent, versions[version]);
            scene.Runtime.DeclareQuiescence();
            Assert.Equal((version + 2, version + 1), (scene.Call("run"), scene.Call("edited")));
            if (i % 5 == 4)
            {
                scene.Runtime.Undo();
                scene.Runtime.DeclareQuiescence();
                Assert.Equal(scene.Call("edited") + 1, scene.Call("run"));
            }
        }
    }

    private static unsafe long Invoke(nint function) => ((delegate* unmanaged[Cdecl]<long>)function)();

    private static int Waiting(AgentConnection agent) =>
        agent.GetStatus().Retained.Where(retained => retained.Reason == RetentionReason.Threads).Sum(retained => retained.Generations);

    private static Scene NewScene() => new(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024, UndoDepth = Depth });

    private static void Load(AgentConnection agent, byte[] bytes)
    {
        var result = ModuleLoader.Load(agent, "m", [new ObjectInput("unit.o", bytes)]);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
    }

    private static async Task<byte[][]> VersionsAsync(string source, params string[] arguments)
    {
        var versions = new byte[Versions][];
        for (int i = 0; i < Versions; i++)
            versions[i] = await CompileAsync(source, [$"-DSTEP={i + 1}", .. arguments]);
        return versions;
    }

    private static Task<byte[]> CompileAsync(string source, params string[] arguments) => CompileAsync(source, true, arguments);

    private static Task<byte[]> CompileAsync(string source, bool isPatchable, params string[] arguments) => Toolchain.CompileAsync(
        (isPatchable ? LinkScene.PatchableNotes : "") + source, ["-fPIC", "-O1", "-ffunction-sections", "-fdata-sections", .. arguments]);
}
