using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>Several modules take effect as one generation, or none does; synced, no thread sees anything in between.</summary>
public sealed class TransactionSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-transaction-").FullName;
    private readonly Scene _scene = new();

    public void Dispose()
    {
        _scene.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task Modules_that_need_each_other_become_one_generation_and_one_undo_takes_them_back()
    {
        var first = await LoadAsync(
            await CompileAsync("ping", "extern int b_value; long pong(long); long ping(long n) { return n ? pong(n - 1) + b_value : 0; } int a_value = 1;"),
            await CompileAsync("pong", "extern int a_value; long ping(long); long pong(long n) { return n ? ping(n - 1) + a_value : 0; } int b_value = 10; long start(void) { return ping(4); }"));
        AssertDone(first, generation: 1);
        Assert.Equal(22, _scene.Call("start"));

        var second = await LoadAsync(
            await CompileAsync("ping", "extern int b_value; long pong(long); long ping(long n) { return n ? pong(n - 1) + b_value + 100 : 0; } int a_value = 1;"),
            await CompileAsync("pong", "extern int a_value; long ping(long); long pong(long n) { return n ? ping(n - 1) + a_value + 1000 : 0; } int b_value = 10; long start(void) { return ping(4); }"));
        AssertDone(second, generation: 2);
        Assert.Equal(2222, _scene.Call("start"));
        using (var agent = _scene.Connect())
            Assert.Equal(["ping, pong", "ping, pong"], agent.GetHistory().Select(record => record.Module));

        _scene.Runtime.Undo();
        Assert.Equal(22, _scene.Call("start"));
    }

    [Fact(Timeout = 60_000)]
    public async Task If_one_is_refused_none_is_loaded()
    {
        AssertDone(await LoadAsync(await CompileAsync("owner", "long taken(void) { return 1; }"), await CompileAsync("other", "long other(void) { return 2; }")), 1);
        var results = await LoadAsync(
            await CompileAsync("other", "long other(void) { return 3; }"),
            await CompileAsync("thief", "long taken(void) { return 4; }"),
            await CompileAsync("bystander", "long bystander(void) { return 5; }"));

        Assert.Equal(["GRAFT4025", "GRAFT3002", "GRAFT4025"], results.Select(result => Assert.Single(result.Diagnostics).Code));
        Assert.Contains("module thief", results[0].Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Equal((1, 2), (_scene.Call("taken"), _scene.Call("other")));
        using var agent = _scene.Connect();
        var status = agent.GetStatus();
        Assert.Equal(1, status.Generation);
        Assert.Equal(["other", "owner"], status.Modules.Select(module => module.Name));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("long same(void) { return 1; }", "GRAFT3002", "module b and by module a")]
    [InlineData("__attribute__((weak)) int same = 1; long use(void) { return same; }", "GRAFT4026", "load one of them first")]
    public async Task What_both_bring_anew_collides(string source, string code, string message)
    {
        var results = await LoadAsync(await CompileAsync("a", source), await CompileAsync("b", source.Replace("use", "use_too", StringComparison.Ordinal)));
        var diagnostic = Assert.Single(results.SelectMany(result => result.Diagnostics), diagnostic => diagnostic.Code != "GRAFT4025");
        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Runtime.Generation);
    }

    [Fact(Timeout = 60_000)]
    public async Task Weak_functions_and_what_is_live_already_do_not_collide()
    {
        const string Source = "__attribute__((weak)) int shared = 5; __attribute__((weak)) long both(void) { return shared; } ";
        AssertDone([await LoadOneAsync("a", Source + "long of_a(void) { return both(); }")], 1);
        AssertDone(await LoadAsync(await CompileAsync("a", Source + "long of_a(void) { return both() + 1; }"), await CompileAsync("b", Source + "long of_b(void) { return both() + 2; }")), 2);
        Assert.Equal((6, 7), (_scene.Call("of_a"), _scene.Call("of_b")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Synced_no_thread_ever_sees_one_module_new_and_the_other_old()
    {
        const int Versions = 30;
        var versions = new List<LoadModuleRequest[]>();
        for (int version = 1; version <= Versions; version++)
            versions.Add([await CompileAsync("left", $"long left(void) {{ return {version}; }}", version), await CompileAsync("right", $"long right(void) {{ return {version}; }}", version)]);
        AssertDone(await LoadAsync(versions[0]), 1);

        long torn = 0, frames = 0, seen = 0;
        using var end = new CancellationTokenSource();
        var threads = Enumerable.Range(0, 3).Select(i => new Thread(() => RunFrames($"thread {i}"))).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.True(SpinWait.SpinUntil(() => _scene.Runtime.Threads.Count == 3, TimeSpan.FromSeconds(20)));
        for (int version = 2; version <= Versions; version++)
        {
            var results = await LoadAsync(versions[version - 1]);
            AssertDone(results, version);
            Assert.All(results, result => Assert.Equal(ConsistencyLevel.Synced, result.Consistency));
        }

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref seen) == Versions, TimeSpan.FromSeconds(20)));
        end.Cancel();
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, torn);
        Assert.True(frames > Versions);
        using var agent = _scene.Connect();
        Assert.All(agent.GetHistory(), record => Assert.Equal(ConsistencyLevel.Synced, record.Consistency));

        void RunFrames(string name)
        {
            using var registration = _scene.Runtime.RegisterThread(name);
            while (!end.IsCancellationRequested)
            {
                for (int i = 0; i < 100; i++)
                {
                    long left = _scene.Call("left"), right = _scene.Call("right");
                    Interlocked.Add(ref torn, left == right ? 0 : 1);
                    Volatile.Write(ref seen, left);
                }

                Interlocked.Increment(ref frames);
                _scene.Runtime.SyncPoint();
            }
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_that_does_not_come_is_named_and_nothing_has_changed()
    {
        var first = await CompileAsync("m", "long f(void) { return 1; }", 1);
        AssertDone(await LoadAsync(first), 1);
        using var end = new ManualResetEventSlim();
        var sleeper = new Thread(() =>
        {
            using (_scene.Runtime.RegisterThread("asset loader"))
                end.Wait();
        });
        sleeper.Start();
        Assert.True(SpinWait.SpinUntil(() => _scene.Runtime.Threads.Count == 1, TimeSpan.FromSeconds(20)));

        var second = await CompileAsync("m", "long f(void) { return 2; }", 2);
        var refused = Assert.Single(await LoadAsync(second with { SyncLimit = 0.1 }));
        Assert.Equal("GRAFT4023", Assert.Single(refused.Diagnostics).Code);
        Assert.Contains("'asset loader'", refused.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (_scene.Call("f"), _scene.Runtime.Generation));

        end.Set();
        sleeper.Join();
        AssertDone(await LoadAsync(second), 2);
        Assert.Equal(2, _scene.Call("f"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_session_that_ends_before_the_commit_leaves_nothing()
    {
        AssertDone([await LoadOneAsync("m", "long f(void) { return 1; }")], 1);
        using (var agent = _scene.Connect())
        {
            ulong used = agent.GetStatus().Code.Used;
            using (var dying = _scene.Connect())
            {
                var staging = new StagingAgent(dying);
                Assert.True(ModuleLoader.Load(staging, await CompileAsync("m", "long f(void) { return 2; }", 2)).Succeeded);
                Assert.Equal(1, staging.Count);
                Assert.True(agent.GetStatus().Code.Used > used);
                Assert.Equal(1, _scene.Call("f"));
            }

            Assert.True(SpinWait.SpinUntil(() => agent.GetStatus().Code.Used == used, TimeSpan.FromSeconds(20)));
        }

        AssertDone([await LoadOneAsync("m", "long f(void) { return 3; }")], 2);
        Assert.Equal(3, _scene.Call("f"));
    }

    private static void AssertDone(IReadOnlyList<LoadModuleResult> results, long generation) => Assert.All(results, result =>
    {
        Assert.Empty(result.Diagnostics);
        Assert.Equal((generation, 0), (result.Generation, result.Waiting));
    });

    private async Task<LoadModuleRequest> CompileAsync(string module, string source, int version = 0)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, $"{version}")).FullName;
        string path = Path.Combine(folder, $"{module}.o");
        await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(source, "-O1", "-fPIC"));
        return new(_scene.Name, module, [path]) { Consistency = version > 0 ? ConsistencyLevel.Synced : ConsistencyLevel.Immediate };
    }

    private async Task<LoadModuleResult> LoadOneAsync(string module, string source) => Assert.Single(await LoadAsync(await CompileAsync(module, source)));

    private Task<IReadOnlyList<LoadModuleResult>> LoadAsync(params LoadModuleRequest[] requests) => Task.Run(() =>
    {
        using var agent = _scene.Connect();
        return ModuleTransaction.Load(agent, requests);
    });
}
