using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Thread-locals across patches and modules: every thread keeps its values, and whoever comes later finds them.</summary>
public sealed class ThreadLocalPatchSpecs
{
    [Theory(Timeout = 60_000)]
    [InlineData("-ftls-model=global-dynamic")]
    [InlineData("-ftls-model=local-dynamic")]
    [InlineData("-mtls-dialect=gnu2")]
    public async Task A_patch_leaves_every_threads_values_alive_and_new_variables_begin_with_theirs(string model)
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", "static __thread long a = 10; __thread long b = 20; long next(void) { a += 1; b += 2; return a + b; }", "-O1", "-fPIC", model);
        scene.Call("next");
        using var patched = new ManualResetEventSlim();
        using var ready = new CountdownEvent(3);
        var threads = Enumerable.Range(0, 3).Select(number => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < number; i++)
                    scene.Call("next");
                ready.Signal();
                patched.Wait(TimeSpan.FromSeconds(30));
                return scene.Call("next");
            },
            TaskCreationOptions.LongRunning)).ToArray();
        ready.Wait(TimeSpan.FromSeconds(30));

        await ObjectModule.LoadWellAsync(scene, "m", """
            static __thread long first = 1000; static __thread long a = 10; static __thread char between[5000] = { 1 }; __thread long b = 20;
            long next(void) { a += 1; b += 2; first += 1000; return a + b + first + between[0]; }
            """, "-O1", "-fPIC", model);
        patched.Set();

        for (int number = 0; number < threads.Length; number++)
            Assert.Equal(30 + (3 * (number + 1)) + 2001, await threads[number]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_changed_initial_value_is_inert_and_said_so()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", "__thread long x = 1; long get(void) { return x; }");
        var result = await ObjectModule.LoadAsync(scene, "m", "__thread long x = 2; long get(void) { return x + 10; }");
        Assert.Equal("GRAFT4010", Assert.Single(result.Diagnostics).Code);
        Assert.Equal(11, scene.Call("get"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("__thread int x = 1;", "thread-local 8 bytes to thread-local 4 bytes")]
    [InlineData("long x = 1;", "thread-local 8 bytes to 8 bytes")]
    public async Task Another_type_is_refused_and_the_runtime_goes_on(string definition, string change)
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", "__thread long x = 1; long get(void) { return x; }");
        var result = await ObjectModule.LoadAsync(scene, "m", definition + " long get(void) { return x + 10; }");
        var error = Assert.Single(result.Diagnostics);
        Assert.Equal("GRAFT4005", error.Code);
        Assert.Contains(change, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, scene.Call("get"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("-ftls-model=global-dynamic")]
    [InlineData("-mtls-dialect=gnu2")]
    public async Task Modules_share_a_variable_whichever_comes_first(string model)
    {
        const string User = "extern __thread long shared; long use(void) { return shared += 5; }";
        using var scene = new Scene();
        var early = await ObjectModule.LoadAsync(scene, "early", User, "-O1", "-fPIC", model);
        Assert.Equal("shared", Assert.Single(early.Missing).Name);
        Assert.Equal(SymbolState.Emitted, scene.StateOf("use"));
        await ObjectModule.LoadWellAsync(scene, "definer", "__thread long shared = 3; long get(void) { return shared; }", "-O1", "-fPIC", model);
        await ObjectModule.LoadWellAsync(scene, "late", User.Replace("use", "useLate", StringComparison.Ordinal), "-O1", "-fPIC", model);
        Assert.Equal((8, 13, 13), (scene.Call("use"), scene.Call("useLate"), scene.Call("get")));
        var other = await Task.Factory.StartNew(() => scene.Call("get"), TaskCreationOptions.LongRunning);
        Assert.Equal(3, other);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("__thread long x;", "extern long x; long use(void) { return x; }")]
    [InlineData("long x;", "extern __thread long x; long use(void) { return x; }")]
    public async Task Modules_that_do_not_agree_about_a_variable_are_refused_in_either_order(string definition, string user)
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "definer", definition);
        Assert.Equal("GRAFT3009", Assert.Single((await ObjectModule.LoadAsync(scene, "user", user)).Diagnostics).Code);

        using var other = new Scene();
        await ObjectModule.LoadAsync(other, "user", user);
        var error = Assert.Single((await ObjectModule.LoadAsync(other, "definer", definition)).Diagnostics);
        Assert.Equal("GRAFT3009", error.Code);
        Assert.Contains("module user", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_name_of_the_process_that_is_no_thread_local_is_not_taken_for_one()
    {
        using var scene = new Scene();
        var result = await ObjectModule.LoadAsync(scene, "m", "extern __thread char **environ; void *use(void) { return environ; }");
        Assert.Equal("GRAFT3009", Assert.Single(result.Diagnostics).Code);
    }
}
