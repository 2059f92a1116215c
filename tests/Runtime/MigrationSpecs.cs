using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes;

/// <summary>A variable whose type changes gets new memory and its value, if nothing can go on using the old; otherwise the load is refused, and it is said why.</summary>
public sealed class MigrationSpecs : IDisposable
{
    private const string Grow = """
        #include <graft.h>
        void grow(const int *old, long *now) GRAFT_MIGRATION("score");
        void grow(const int *old, long *now) { *now += *old; }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("graft-migration-").FullName;
    private readonly Scene _scene = new(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, OnFault = OnFault.RollBack });

    public void Dispose()
    {
        _scene.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_value_moves_to_the_new_type_and_all_code_of_the_module_uses_the_new_place()
    {
        Assert.Empty((await LoadAsync("int score = 5; long next(void) { return ++score; } void *where(void) { return &score; }")).Diagnostics);
        Assert.Equal(6, _scene.Call("next"));
        long old = _scene.Call("where");

        var result = await LoadAsync(Grow + "long score = 1000; long next(void) { return score += 10; } void *where(void) { return &score; }");
        Assert.True(result.Succeeded);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal("GRAFT4012", warning.Code);
        Assert.Contains("'score' of module m has moved", warning.Message, StringComparison.Ordinal);
        Assert.Equal(ConsistencyLevel.Synced, result.Consistency);
        Assert.Equal(1016, _scene.Call("next"));
        Assert.NotEqual(old, _scene.Call("where")); // its bytes did not change, what they refer to did
        Assert.Equal(1016, _scene.Runtime.GetData<long>("score"));
    }

    [Fact(Timeout = 60_000)]
    public async Task It_happens_once_and_cannot_be_taken_back()
    {
        await LoadAsync("int score = 5; long next(void) { return ++score; }");
        await LoadAsync(Grow + "long score; long next(void) { return ++score; }");
        Assert.Equal("GRAFT4029", Assert.Throws<GraftException>(() => _scene.Runtime.Undo()).Diagnostics[0].Code);
        Assert.Equal(6, _scene.Call("next"));

        Assert.Empty((await LoadAsync(Grow + "long score; long next(void) { return score += 100; }", ConsistencyLevel.Immediate)).Diagnostics);
        Assert.Equal(106, _scene.Call("next"));
        _scene.Runtime.Undo();
        Assert.Equal(107, _scene.Call("next"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_function_that_did_its_work_is_removed_without_a_word_unless_somebody_refers_to_it()
    {
        await LoadAsync("int score = 5; long next(void) { return ++score; }");
        await LoadAsync(Grow + "long score; long next(void) { return ++score; }");
        Assert.Empty((await LoadAsync("long score; long next(void) { return score += 10; }")).Diagnostics);
        Assert.Equal(15, _scene.Call("next"));

        const string User = "void grow(const int *, long *) __asm__(\"graft_migrate.score\"); long again(void) { int old = 1; long now = 1; grow(&old, &now); return now; }";
        await LoadAsync(Grow.Replace("GRAFT_MIGRATION(\"score\")", "__asm__(\"graft_migrate.score\")", StringComparison.Ordinal) + "long score; long next(void) { return ++score; }");
        await ObjectModule.LoadWellAsync(_scene, "user", User);
        Assert.Equal("GRAFT4036", Assert.Single((await LoadAsync("long score; long next(void) { return ++score; }")).Diagnostics).Code);
        Assert.Equal(2, _scene.Call("again"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_static_local_variable_migrates_by_its_symbols_name()
    {
        await LoadAsync("long count(void) { static volatile int calls; return ++calls; }");
        _scene.Call("count");
        var result = await LoadAsync(
            """
            #include <graft.h>
            struct calls { long calls, last; };
            void grow(const int *old, struct calls *now) GRAFT_MIGRATION("count.calls");
            void grow(const int *old, struct calls *now) { now->calls = *old; now->last = -1; }
            long count(void) { static volatile struct calls calls; calls.last = calls.calls++; return calls.calls * 100 + calls.last; }
            """);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.Equal(201, _scene.Call("count"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_a_function_or_without_threads_standing_it_is_refused()
    {
        await LoadAsync("int score = 5; long next(void) { return ++score; }");
        await RefusedAsync("GRAFT4005", "graft_migrate.score(old, new)", LoadAsync("long score = 5; long next(void) { return ++score; }"));
        await RefusedAsync("GRAFT4027", "takes a synced load", LoadAsync(Grow + "long score = 5; long next(void) { return ++score; }", ConsistencyLevel.Immediate));
        Assert.Equal((6, 1), (_scene.Call("next"), _scene.Runtime.Generation));
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_uses_it_from_another_module_is_named()
    {
        await LoadAsync("int score = 5; long next(void) { return ++score; }");
        await ObjectModule.LoadWellAsync(_scene, "display", "extern int score; long show(void) { return score; }");
        await RefusedAsync("GRAFT4027", "unit unit.o of module display uses 'score'", LoadAsync(Grow + "long score; long next(void) { return ++score; }"));
        Assert.Equal((6, 6), (_scene.Call("next"), _scene.Call("show")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Units_that_did_not_change_follow()
    {
        string reader = await CompileAsync("reader.o", "extern char score[]; void *where(void) { return score; }");
        await LoadAsync("int score = 5; long next(void) { return ++score; }", others: reader);
        long old = _scene.Call("where");
        var result = await LoadAsync(Grow + "long score; long next(void) { return ++score; } void *truth(void) { return &score; }", others: reader);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.NotEqual(old, _scene.Call("where"));
        Assert.Equal(_scene.Call("truth"), _scene.Call("where"));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_holds_a_pointer_to_the_old_place_is_named_unless_the_function_sets_it()
    {
        await LoadAsync("int score = 5; void *best = &score; long next(void) { return ++score; }");
        var result = await LoadAsync(Grow + "long score; void *best = &score; long next(void) { return ++score; }");
        Assert.Contains(result.Diagnostics, d => d.Code == "GRAFT4012" && d.Message.Contains("'best' still holds a pointer", StringComparison.Ordinal));

        result = await LoadAsync(
            """
            #include <graft.h>
            struct wide { long low, high; } score; void *best = &score;
            void widen(const long *old, struct wide *now) GRAFT_MIGRATION("score");
            void widen(const long *old, struct wide *now) { now->low = *old; best = now; }
            long next(void) { return ++((struct wide *)best)->low; }
            """);
        Assert.DoesNotContain(result.Diagnostics, d => d.Message.Contains("'best' still holds", StringComparison.Ordinal));
        Assert.Equal(6, _scene.Call("next"));
    }

    [Fact(Timeout = 60_000)]
    public async Task New_code_that_would_have_to_wait_keeps_the_old_in_place()
    {
        await LoadAsync("int score = 5; long next(void) { return ++score; }");
        await RefusedAsync("GRAFT4027", "needs 'bonus', which is not ready", LoadAsync(Grow + "long bonus(void); long score; long next(void) { return score += bonus(); }"));
        Assert.Equal(6, _scene.Call("next"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_function_that_faults_leaves_the_old_code_with_the_old_value()
    {
        await LoadAsync("int score = 5; long next(void) { return ++score; }");
        await RefusedAsync("GRAFT4027", "generation 2 was taken back at once", LoadAsync(
            """
            #include <graft.h>
            void grow(const int *old, long *now) GRAFT_MIGRATION("score");
            void grow(const int *old, long *now) { *now = 77; *(volatile int *)8 = 1; }
            long score; long next(void) { return score += 100; }
            """));
        Assert.Equal(6, _scene.Call("next"));
        Assert.Equal("GRAFT4028", Assert.Throws<GraftException>(() => _scene.Runtime.Redo()).Diagnostics[0].Code);
        Assert.True((await LoadAsync(Grow + "long score; long next(void) { return score += 100; }")).Succeeded);
        Assert.Equal(106, _scene.Call("next"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Running_threads_never_see_a_half_moved_value()
    {
        await LoadAsync(Loop + "int score; int copy; volatile long wrong; void frame(void) { score++; copy++; if (score != copy) wrong = 1; }");
        StartLoop();
        const double Limit = 5; // a failure must end before the test does: the thread runs on in the module
        var results = new List<LoadModuleResult>();
        for (int i = 0; i < 10; i++)
        {
            string type = i % 2 == 0 ? "long" : "int", oldType = i % 2 == 0 ? "int" : "long";
            results.Add(await LoadAsync(
                $$"""
                {{Loop}}
                void grow(const {{oldType}} *old, {{type}} *now) GRAFT_MIGRATION("score");
                void grow(const {{oldType}} *old, {{type}} *now) { *now = *old; }
                {{type}} score; int copy; volatile long wrong; void frame(void) { score++; copy++; if (score != copy) wrong = {{i}}; }
                """, limit: Limit));
            if (!results[^1].Succeeded)
                break;
        }

        Assert.Equal(0, StopLoop());
        Assert.All(results, result => Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics)));
        Assert.Equal(0, _scene.Runtime.GetData<long>("wrong"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_inside_code_that_uses_it_is_named_and_nothing_changes()
    {
        const string Inside = Loop + "void frame(void) { } __attribute__((noinline)) long spin(void) { graft_register_thread(\"looper\"); while (run) { score++; graft_sync_point(); } graft_unregister_thread(); return score; }";
        await LoadAsync("int score;\n" + Inside);
        var looper = Task.Run(() => _scene.Call("spin"));
        Assert.True(SpinWait.SpinUntil(() => _scene.Runtime.Threads.Count == 1, TimeSpan.FromSeconds(20)));
        await RefusedAsync("GRAFT4027", "'looper' stands at a sync point inside 'spin'", LoadAsync(Grow + "long score;\n" + Inside, limit: 0.3));
        _scene.Runtime.GetData<int>("run") = 0;
        long counted = await looper;
        Assert.True(counted > 0);

        Assert.True((await LoadAsync(Grow + "long score;\n" + Inside)).Succeeded);
        Assert.Equal(counted, _scene.Runtime.GetData<long>("score"));
    }

    private const string Loop = """
        #include <pthread.h>
        #include <graft.h>
        volatile int run = 1; volatile long frames;
        __attribute__((noinline)) void frame(void);
        static void *loop(void *unused) {
            graft_register_thread("loop");
            while (run) { frame(); frames++; graft_sync_point(); }
            graft_unregister_thread();
            return 0;
        }
        static pthread_t thread;
        int start(void) { return pthread_create(&thread, 0, loop, 0); }
        int stop(void) { run = 0; return pthread_join(thread, 0); }

        """;

    private void StartLoop()
    {
        Assert.Equal(0, (int)_scene.Call("start"));
        Assert.True(SpinWait.SpinUntil(() => _scene.Runtime.GetData<long>("frames") > 10, TimeSpan.FromSeconds(20)));
    }

    private int StopLoop() => (int)_scene.Call("stop");

    private static async Task RefusedAsync(string code, string message, Task<LoadModuleResult> load)
    {
        var diagnostic = Assert.Single((await load).Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    private async Task<LoadModuleResult> LoadAsync(
        string source, ConsistencyLevel consistency = ConsistencyLevel.Synced, double limit = 20, params string[] others)
    {
        string[] inputs = [await CompileAsync("unit.o", source), .. others];
        using var agent = _scene.Connect();
        return ModuleTransaction.Load(agent, [new(_scene.Name, "m", inputs) { Consistency = consistency, SyncLimit = limit }])[0];
    }

    private async Task<string> CompileAsync(string name, string source)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(source, "-O1", "-fPIC", "-I", Path.Combine(SourceTree.Root, "src", "Runtime", "include")));
        return path;
    }
}
