using System.Diagnostics;
using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes;

/// <summary>Registered threads stand when they are asked to, and tell by passing a sync point what code they cannot be in.</summary>
public sealed class SyncPointSpecs
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public void All_registered_threads_stand_until_they_are_let_go()
    {
        using var scene = new Scene();
        var threads = scene.Runtime.Threads;
        long steps = 0;
        using var end = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 4).Select(i => Start($"worker {i}", scene, () => Interlocked.Increment(ref steps), end.Token)).ToList();
        Assert.True(SpinWait.SpinUntil(() => threads.Count == 4 && Volatile.Read(ref steps) > 100, Long));

        for (int round = 0; round < 20; round++)
        {
            Assert.Empty(threads.Stop(Long));
            long standing = Volatile.Read(ref steps);
            Thread.Yield();
            Assert.Equal(standing, Volatile.Read(ref steps));
            threads.Resume();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref steps) > standing, Long));
        }

        end.Cancel();
        workers.ForEach(worker => worker.Join());
        Assert.Equal(0, threads.Count);
    }

    [Fact]
    public void A_thread_that_does_not_arrive_is_named_and_all_go_on()
    {
        using var scene = new Scene();
        var threads = scene.Runtime.Threads;
        using var end = new CancellationTokenSource();
        long steps = 0;
        var worker = Start("renderer", scene, () => Interlocked.Increment(ref steps), end.Token);
        var sleeper = new Thread(() =>
        {
            using (scene.Runtime.RegisterThread("loader"))
                end.Token.WaitHandle.WaitOne(Long);
        });
        sleeper.Start();
        Assert.True(SpinWait.SpinUntil(() => threads.Count == 2, Long));

        Assert.Equal(["loader"], threads.Stop(TimeSpan.FromMilliseconds(200)));
        long seen = Volatile.Read(ref steps);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref steps) > seen, Long));
        end.Cancel();
        worker.Join();
        sleeper.Join();
    }

    [Fact]
    public void The_calling_thread_need_not_stand_and_one_that_registers_meanwhile_waits()
    {
        using var scene = new Scene();
        var threads = scene.Runtime.Threads;
        using var own = scene.Runtime.RegisterThread("me");
        Assert.Empty(threads.Stop(TimeSpan.Zero));
        bool isIn = false;
        var late = new Thread(() =>
        {
            using (scene.Runtime.RegisterThread())
                Volatile.Write(ref isIn, true);
        });
        late.Start();
        Assert.False(late.Join(TimeSpan.FromMilliseconds(100)));
        Assert.False(Volatile.Read(ref isIn));
        threads.Resume();
        late.Join();
        Assert.True(isIn);
    }

    [Fact]
    public void A_thread_that_ended_without_a_word_holds_nobody_up()
    {
        using var scene = new Scene();
        var thread = new Thread(() => scene.Runtime.RegisterThread("forgetful"));
        thread.Start();
        thread.Join();
        Assert.True(SpinWait.SpinUntil(() => scene.Runtime.Threads.Count == 0, Long));
        Assert.Empty(scene.Runtime.Threads.Stop(Long));
        scene.Runtime.Threads.Resume();
    }

    [Fact(Timeout = 60_000)]
    public async Task An_initialiser_of_a_synced_load_may_wait_until_a_thread_of_its_own_is_registered()
    {
        using var scene = new Scene();
        using var end = new CancellationTokenSource();
        long steps = 0;
        var frame = Start("frame", scene, () => Interlocked.Increment(ref steps), end.Token);
        Assert.True(SpinWait.SpinUntil(() => scene.Runtime.Threads.Count == 1, Long));

        var load = LoadSyncedAsync(scene, "workers", """
            #include <pthread.h>
            void graft_register_thread(const char *); void graft_unregister_thread(void); void graft_sync_point(void);
            static volatile int is_in; int turns; static pthread_t worker;
            static void *work(void *x) { graft_register_thread("worker"); is_in = 1; graft_sync_point(); turns = 1; graft_unregister_thread(); return 0; }
            __attribute__((constructor)) static void begin(void) { pthread_create(&worker, 0, work, 0); while (!is_in) { } }
            long end(void) { return pthread_join(worker, 0); }
            """, 20);
        bool isOver = await Task.WhenAny(load, Task.Delay(Long)) == load;
        if (!isOver)
            scene.Runtime.Threads.Resume();

        Assert.True(isOver);
        Assert.True((await load).Succeeded);
        Assert.Equal(0, scene.Call("end"));
        Assert.Equal(1, scene.Runtime.GetData<int>("turns"));
        end.Cancel();
        frame.Join();
    }

    [Fact]
    public void An_undo_and_a_redo_may_be_synced()
    {
        using var scene = new Scene();
        for (int version = 1; version <= 2; version++)
            scene.Load(new HandModule("m").Function("f", code => code.Return(version)));
        using var end = new CancellationTokenSource();
        using var arrive = new ManualResetEventSlim();
        var late = new Thread(() =>
        {
            using var registration = scene.Runtime.RegisterThread("late");
            arrive.Wait(Long);
            for (; !end.IsCancellationRequested; Thread.Yield())
                scene.Runtime.SyncPoint();
        });
        late.Start();
        Assert.True(SpinWait.SpinUntil(() => scene.Runtime.Threads.Count == 1, Long));
        using var agent = scene.Connect();

        var refused = Assert.Throws<GraftException>(() => agent.Undo(terms: new(ConsistencyLevel.Synced, TimeSpan.FromMilliseconds(100)))).Diagnostics[0];
        Assert.Equal(("GRAFT4023", 2L, 2L), (refused.Code, scene.Call("f"), scene.Runtime.Generation));

        arrive.Set();
        agent.Undo(terms: new(ConsistencyLevel.Synced, Long));
        Assert.Equal(1, scene.Call("f"));
        agent.Redo(new(ConsistencyLevel.Synced, Long));
        Assert.Equal(2, scene.Call("f"));
        end.Cancel();
        late.Join();
        Assert.All(scene.Runtime.GetHistory().Skip(2), record => Assert.Equal(ConsistencyLevel.Synced, record.Consistency));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_that_unregisters_while_it_is_waited_for_holds_nobody_up()
    {
        using var scene = new Scene();
        using var leave = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            using (scene.Runtime.RegisterThread("leaver"))
                leave.Wait(Long);
        });
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => scene.Runtime.Threads.Count == 1, Long));
        var stop = Task.Run(() => scene.Runtime.Threads.Stop(Long));
        Assert.NotSame(stop, await Task.WhenAny(stop, Task.Delay(100)));
        leave.Set();
        Assert.Empty(await stop);
        scene.Runtime.Threads.Resume();
        thread.Join();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_that_waits_for_a_missing_function_is_named_and_goes_on_when_that_comes()
    {
        using var scene = new Scene();
        var waiting = await ObjectModule.LoadAsync(scene, "caller",
            "void graft_register_thread(const char *); void graft_unregister_thread(void); long later(void);"
            + "long wait(void) { graft_register_thread(\"waiter\"); long r = later(); graft_unregister_thread(); return r; }");
        Assert.True(waiting.Succeeded);
        nint later = scene.Runtime.GetFunctionPointer("later");
        using var registered = new ManualResetEventSlim();
        var call = Task.Run(() => CallRegistered(scene, later, registered));
        registered.Wait(Long);

        var refused = await LoadSyncedAsync(scene, "other", "long other(void) { return 1; }", limit: 0.2);
        var diagnostic = Assert.Single(refused.Diagnostics);
        Assert.Equal("GRAFT4023", diagnostic.Code);
        Assert.Contains("'waiter'", diagnostic.Message, StringComparison.Ordinal);
        await ObjectModule.LoadWellAsync(scene, "callee", "long later(void) { return 7; }");
        Assert.Equal(7, await call);
        Assert.True((await LoadSyncedAsync(scene, "other", "long other(void) { return 1; }", limit: 20)).Succeeded);
        Assert.Equal(7, scene.Call("wait"));
    }

    [Fact]
    public void Code_has_been_passed_when_every_registered_thread_was_at_a_sync_point_since()
    {
        using var scene = new Scene();
        var threads = scene.Runtime.Threads;
        long epoch = threads.BeginEpoch();
        Assert.False(threads.HavePassed(epoch, 0, ulong.MaxValue)); // nobody is registered: nothing is known
        scene.Runtime.DeclareQuiescence();
        Assert.True(threads.HavePassed(epoch, 0, ulong.MaxValue));

        using (scene.Runtime.RegisterThread("me"))
        {
            epoch = threads.BeginEpoch();
            Assert.False(threads.HavePassed(epoch, 0, 1));
            Assert.Equal(["me"], threads.NotPassed(epoch));
            scene.Runtime.SyncPoint();
            Assert.True(threads.HavePassed(epoch, 0, 1));
            Assert.Empty(threads.NotPassed(epoch));
        }
    }

    [Fact]
    public async Task Native_threads_come_to_sync_points_and_what_they_may_return_to_is_known()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "native",
            """
            #include <pthread.h>
            void graft_register_thread(const char *); void graft_unregister_thread(void); void graft_sync_point(void);
            volatile int run = 1; volatile long frames;
            __attribute__((noinline)) void frame(void) { graft_sync_point(); frames++; }
            static void *loop(void *unused) {
                graft_register_thread("native loop");
                while (run) frame();
                graft_unregister_thread();
                return 0;
            }
            static pthread_t thread;
            int start(void) { return pthread_create(&thread, 0, loop, 0); }
            int stop(void) { run = 0; return pthread_join(thread, 0); }
            """);
        CheckNativeLoop(scene);
    }

    private static unsafe long CallRegistered(Scene scene, nint function, ManualResetEventSlim registered)
    {
        using (scene.Runtime.RegisterThread("waiter"))
        {
            registered.Set();
            return ((delegate* unmanaged[Cdecl]<long>)function)();
        }
    }

    private static async Task<LoadModuleResult> LoadSyncedAsync(Scene scene, string module, string source, double limit)
    {
        string folder = Directory.CreateTempSubdirectory("graft-sync-").FullName;
        try
        {
            string path = Path.Combine(folder, "unit.o");
            await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(source, "-O1", "-fPIC"));
            using var agent = scene.Connect();
            return ModuleTransaction.Load(agent, [new(scene.Name, module, [path]) { Consistency = ConsistencyLevel.Synced, SyncLimit = limit }])[0];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void CheckNativeLoop(Scene scene)
    {
        Assert.Equal(0, (int)scene.Call("start"));
        var threads = scene.Runtime.Threads;
        ref long frames = ref scene.Runtime.GetData<long>("frames");
        Assert.True(WaitForMore(ref frames, 100));

        Assert.Empty(threads.Stop(Long));
        long standing = Volatile.Read(ref frames);
        long epoch = threads.BeginEpoch();
        threads.Resume();
        Assert.True(WaitForMore(ref frames, standing + 10));
        var code = scene.Runtime.Layout.Code;
        Assert.Empty(threads.NotPassed(epoch));
        Assert.False(threads.HavePassed(epoch, code.Start, code.End)); // the loop goes on in it
        Assert.Equal(0, (int)scene.Call("stop"));
        Assert.Equal(0, threads.Count);
    }

    private static bool WaitForMore(ref long value, long least)
    {
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref value) < least)
        {
            if (Stopwatch.GetElapsedTime(start) > Long)
                return false;
            Thread.Yield();
        }

        return true;
    }

    private static Thread Start(string name, Scene scene, Action step, CancellationToken end)
    {
        var thread = new Thread(() =>
        {
            using (scene.Runtime.RegisterThread(name))
            {
                while (!end.IsCancellationRequested)
                {
                    step();
                    scene.Runtime.SyncPoint();
                }
            }
        });
        thread.Start();
        return thread;
    }
}
