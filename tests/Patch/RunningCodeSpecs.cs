using Graft.Client;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>Linked code runs, in a runtime that real sessions load it into, and changes while it runs.</summary>
public class RunningCodeSpecs
{
    [Theory(Timeout = 60_000)]
    [InlineData("-O0")]
    [InlineData("-O2")]
    public async Task Code_calls_the_process_and_a_patch_changes_it_while_its_data_lives_on(string level)
    {
        const string Source = """
            #include <stdio.h>
            #include <string.h>
            static int calls;
            static char text[64];
            static int change(int x) { return x + STEP; }
            int (*change_through)(int) = change;
            long step(void) { calls = change(calls); return snprintf(text, sizeof text, "call %d", calls) * 1000 + calls; }
            long length(void) { return strlen(text) + change_through(0) * 100; }
            """;
        using var scene = new Scene();
        Load(scene, "m", await InputAsync("m.o", Source, level, "-fPIC", "-DSTEP=1"));
        Assert.Equal(6001, scene.Call("step"));
        nint held = scene.Runtime.GetFunctionPointer("step");
        var patch = Load(scene, "m", await InputAsync("m.o", Source, level, "-fPIC", "-DSTEP=10"));
        Assert.True(patch.Patched > 0 && patch.DataKept >= 3, $"{patch}");
        Assert.Equal(held, scene.Runtime.GetFunctionPointer("step"));
        Assert.Equal(7011, scene.Call("step"));
        Assert.Equal(1007, scene.Call("length")); // through a pointer that was stored before the patch
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Modules_that_call_each_other_load_in_either_order(bool evenFirst)
    {
        var even = await InputAsync("even.o", "int odd(int); int even(int x) { return x == 0 ? 1 : odd(x - 1); } long ten(void) { return even(10) * 7; }", "-O1", "-fPIC");
        var odd = await InputAsync("odd.o", "int even(int); int odd(int x) { return x == 0 ? 0 : even(x - 1); }", "-O1", "-fPIC");
        using var scene = new Scene();
        var first = evenFirst ? Load(scene, "even", even) : Load(scene, "odd", odd);
        Assert.True(first.Waiting > 0 && first.Ready == 0);
        var second = evenFirst ? Load(scene, "odd", odd) : Load(scene, "even", even);
        Assert.True(second.Ready > 0 && second.Missing.Count == 0);
        Assert.Equal(7, scene.Call("ten"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Late_data_is_filled_in_when_its_module_comes()
    {
        using var scene = new Scene();
        Load(scene, "user", await InputAsync("user.o", "extern int numbers[]; static int *third = numbers + 2; long read(void) { return numbers[0] * 10 + *third; }", "-O0", "-fPIC"));
        Load(scene, "owner", await InputAsync("owner.o", "int numbers[] = { 4, 5, 6 };", "-O1"));
        Assert.Equal(46, scene.Call("read"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Initialisers_run_once_in_order_before_anything_is_called()
    {
        const string Source = """
            static int order;
            __attribute__((constructor(201))) static void second(void) { order = order * 10 + 2; }
            __attribute__((constructor(101))) static void first(void) { order = order * 10 + 1; }
            long get(void) { return order + VERSION; }
            """;
        using var scene = new Scene();
        Load(scene, "m", await InputAsync("m.o", Source, "-O1", "-fPIC", "-DVERSION=0"));
        Assert.Equal(12, scene.Call("get"));
        Load(scene, "m", await InputAsync("m.o", Source, "-O1", "-fPIC", "-DVERSION=100"));
        Assert.Equal(112, scene.Call("get"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Unwinders_find_their_way_through_linked_frames()
    {
        const string Source = """
            int _Unwind_Backtrace(int (*)(void *, void *), void *);
            static int count(void *context, void *frames) { ++*(int *)frames; return 0; }
            __attribute__((noinline)) static int deep(int depth, int *frames) {
                int result = depth == 0 ? _Unwind_Backtrace(count, frames) : deep(depth - 1, frames);
                return result + *frames;
            }
            long frames(void) { int frames = 0; deep(20, &frames); return frames; }
            """;
        using var scene = new Scene();
        Load(scene, "m", await InputAsync("m.o", Source, "-O1", "-fPIC", "-fomit-frame-pointer", "-fno-optimize-sibling-calls"));
        Assert.True(scene.Call("frames") > 20);
    }

    [Fact(Timeout = 120_000)]
    public async Task Lua_runs_a_script()
    {
        const string Script = "local t = {} for i = 1, 100 do t[#t + 1] = string.format('%d', i) end return math.floor(#table.concat(t) + math.sqrt(16))";
        var inputs = (await CorpusObjects.GetAsync("lua", "pic")).Where(path => Path.GetFileName(path) is not ("lua.o" or "luac.o"));
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024 });
        using (var agent = scene.Connect())
        {
            var loaded = ModuleLoader.Load(agent, new LoadModuleRequest(scene.Name, "lua", [.. inputs]));
            Assert.True(loaded.Succeeded, string.Join('\n', loaded.Diagnostics));
            Assert.Empty(loaded.Missing);
        }

        Load(scene, "driver", await InputAsync("driver.o", $$"""
            void *luaL_newstate(void); void luaL_openlibs(void *); int luaL_loadstring(void *, const char *);
            int lua_pcallk(void *, int, int, int, long, void *); long long lua_tointegerx(void *, int, int *); void lua_close(void *);
            long run(void) {
                void *state = luaL_newstate();
                luaL_openlibs(state);
                long result = luaL_loadstring(state, "{{Script}}") || lua_pcallk(state, 0, 1, 0, 0, 0) ? -1 : lua_tointegerx(state, -1, 0);
                lua_close(state);
                return result;
            }
            """, "-O1", "-fPIC"));
        Assert.Equal(196, scene.Call("run"));
    }

    private static LoadModuleResult Load(Scene scene, string module, params ObjectInput[] inputs)
    {
        using var agent = scene.Connect();
        var result = ModuleLoader.Load(agent, module, inputs);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    private static async Task<ObjectInput> InputAsync(string name, string source, params string[] arguments) =>
        new(name, await Toolchain.CompileAsync(source, arguments));
}
