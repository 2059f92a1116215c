using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>A module's thread-locals go with it, in every thread.</summary>
public sealed class ThreadLocalUnloadSpecs
{
    private delegate void Note(long value);

    private const string Object = """
        extern "C" void note(long);
        struct Noted { ~Noted() { note(1); } long value = 5; };
        extern "C" long touch() { static thread_local Noted noted; return ++noted.value; }
        """;

    [Fact(Timeout = 60_000)]
    public async Task What_takes_the_place_of_an_unloaded_module_has_its_own_initial_values_in_old_threads()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "first", "__thread long values[1000] = { 7 }; long next(void) { for (int i = 0; i < 1000; i++) values[i] += 100; return values[0]; }");
        using var thread = new Worker();
        Assert.Equal(107, thread.Run(() => scene.Call("next")));
        Unload(scene, "first", force: false);

        await ObjectModule.LoadWellAsync(scene, "second", "__thread long other[1000] = { 1, [999] = 2 }; long sum(void) { long sum = 0; for (int i = 0; i < 1000; i++) sum += other[i]; return sum; }");
        Assert.Equal(3, thread.Run(() => scene.Call("sum")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_that_has_destructors_to_run_keeps_a_module_unless_it_is_unloaded_by_force()
    {
        var log = new List<long>();
        Note note = log.Add;
        using var scene = new Scene();
        scene.Runtime.Export("note", Marshal.GetFunctionPointerForDelegate(note));
        await ObjectModule.LoadWellAsync(scene, "m", Object, "-x", "c++", "-O1", "-fPIC");
        using (var thread = new Worker())
        {
            Assert.Equal(6, thread.Run(() => scene.Call("touch")));
            var error = Assert.Throws<GraftException>(() => Unload(scene, "m", force: false)).Diagnostics[0];
            Assert.Equal("GRAFT4018", error.Code);
            Assert.Contains("thread-local", error.Message, StringComparison.Ordinal);
            Assert.Equal(7, thread.Run(() => scene.Call("touch")));
            Unload(scene, "m", force: true);
        }

        Assert.Empty(log);
        GC.KeepAlive(note);
    }

    [Fact(Timeout = 60_000)]
    public async Task Once_the_thread_has_ended_the_module_goes()
    {
        var log = new List<long>();
        Note note = log.Add;
        using var scene = new Scene();
        scene.Runtime.Export("note", Marshal.GetFunctionPointerForDelegate(note));
        await ObjectModule.LoadWellAsync(scene, "m", Object, "-x", "c++", "-O1", "-fPIC");
        using (var thread = new Worker())
            thread.Run(() => scene.Call("touch"));
        Assert.Equal([1], log);
        Unload(scene, "m", force: false);
        GC.KeepAlive(note);
    }

    private static void Unload(Scene scene, string module, bool force)
    {
        using var agent = scene.Connect();
        agent.Unload([module], force);
    }

    /// <summary>A thread that does one thing after the other and ends when it is disposed.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly System.Collections.Concurrent.BlockingCollection<Action> _work = [];
        private readonly Thread _thread;

        public Worker()
        {
            _thread = new(() =>
            {
                foreach (var action in _work.GetConsumingEnumerable())
                    action();
            });
            _thread.Start();
        }

        public T Run<T>(Func<T> function)
        {
            var result = new TaskCompletionSource<T>();
            _work.Add(() => result.SetResult(function()));
            return result.Task.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        }

        public void Dispose()
        {
            _work.CompleteAdding();
            _thread.Join();
            _work.Dispose();
        }
    }
}
