using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>What threads hold goes when they end; destructors of C++ thread-locals run before.</summary>
public sealed class ThreadExitSpecs
{
    private const string Logged = """
        #include <pthread.h>
        extern "C" void note(long);
        struct Logged {
            long number, touched = 0;
            Logged(long number) : number(number) { note(number); }
            ~Logged() { note(-number - 10 * touched); }
        };
        thread_local Logged first(1), second(2);
        extern "C" long touch() {
            static thread_local Logged local(3);
            second.touched++; local.touched++;
            return local.touched;
        }
        static void *thread(void *) { touch(); touch(); return nullptr; }
        extern "C" long run() { pthread_t t; pthread_create(&t, nullptr, thread, nullptr); pthread_join(t, nullptr); return 0; }
        """;

    private delegate void Note(long value);

    [Fact(Timeout = 60_000)]
    public async Task Constructors_run_at_first_use_and_destructors_at_thread_end_the_newest_first()
    {
        var log = new List<long>();
        Note note = log.Add;
        using var scene = new Scene();
        scene.Runtime.Export("note", Marshal.GetFunctionPointerForDelegate(note));
        await ObjectModule.LoadWellAsync(scene, "m", Logged, "-x", "c++", "-O1", "-fPIC");
        scene.Call("run");
        Assert.Equal([3, 1, 2, -22, -1, -23], log);
        log.Clear();
        var thread = new Thread(() => scene.Call("touch"));
        thread.Start();
        thread.Join();
        Assert.Equal([3, 1, 2, -12, -1, -13], log);
        GC.KeepAlive(note);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_end_of_the_runtime_runs_its_threads_destructors_and_forgets_those_of_others()
    {
        var log = new List<long>();
        Note note = value =>
        {
            lock (log)
                log.Add(value);
        };
        using var used = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        var scene = new Scene();
        scene.Runtime.Export("note", Marshal.GetFunctionPointerForDelegate(note));
        await ObjectModule.LoadWellAsync(scene, "m", Logged, "-x", "c++", "-O1", "-fPIC");
        var other = new Thread(() =>
        {
            scene.Call("touch");
            used.Set();
            ended.Wait(TimeSpan.FromSeconds(30));
        });
        other.Start();
        Assert.True(used.Wait(TimeSpan.FromSeconds(30)));
        log.Clear();
        var disposer = new Thread(() =>
        {
            scene.Call("touch");
            scene.Dispose();
        });
        disposer.Start();
        disposer.Join();
        ended.Set();
        other.Join();
        Assert.Equal([3, 1, 2, -12, -1, -13], log);
        GC.KeepAlive(note);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_that_ends_gives_its_memory_back()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", """
            #include <pthread.h>
            __thread char block[300000];
            static void *thread(void *unused) { for (int i = 0; i < sizeof block; i += 4096) block[i] = 1; return 0; }
            long run(void) { for (int i = 0; i < 200; i++) { pthread_t t; pthread_create(&t, 0, thread, 0); pthread_join(t, 0); } return 0; }
            """);
        scene.Call("run");
        Assert.True(Views(scene) <= 1, "views of threads that have ended are still mapped");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_end_of_the_runtime_takes_all_views_away()
    {
        var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", "__thread long x; long touch(void) { return ++x; }");
        scene.Call("touch");
        Assert.Equal(1, Views(scene));
        scene.Dispose();
        Assert.Equal(0, Views(scene));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_module_may_make_the_standard_library_call_it_back_once()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", """
            #include <mutex>
            #include <thread>
            #include <vector>
            static std::once_flag flag;
            static int calls;
            extern "C" long run() {
                std::vector<std::thread> threads;
                for (int i = 0; i < 4; i++) threads.emplace_back([] { std::call_once(flag, [] { calls++; }); });
                for (auto &thread : threads) thread.join();
                return calls;
            }
            """, "-x", "c++", "-std=c++17", "-O1", "-fPIC");
        Assert.Equal(1, scene.Call("run"));
    }

    private static int Views(Scene scene) =>
        File.ReadLines("/proc/self/maps").Count(line => line.Contains("rw-p", StringComparison.Ordinal) && line.EndsWith($"/memfd:graft:{scene.Name} (deleted)", StringComparison.Ordinal));
}
