using Graft.Client;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>What is edited back, or loaded again after an undo, is the code that is still in memory.</summary>
public sealed class EditedBackSpecs
{
    /// <summary>Tells where a function's own bytes are, which no symbol does: its address is its stub.</summary>
    private const string Here = "#define HERE ({ long here; __asm__ volatile(\"leaq 0f(%%rip), %0\\n0:\" : \"=r\"(here)); here; })\n";

    private const string Source = Here + """
        #include <stdio.h>
        static int count;
        static const int table[] = { 3, FACTOR, 4 };
        static __attribute__((noinline)) long inner(int i) { static char text[32]; snprintf(text, 32, TEXT "%d", table[i]); count++; return text[0]; }
        long value(void) { return inner(1) * 1000 + STEP * 100 + table[1]; }
        long where(void) { return HERE + STEP; }
        long counted(void) { return count; }
        int (*pointer)(void);
        #ifdef EXTRA
        long extra(void) { return EXTRA; }
        #endif
        """;

    [Theory(Timeout = 60_000)]
    [InlineData(true, "-O0")]
    [InlineData(true, "-O2")]
    [InlineData(false, "-O2")]
    public async Task Editing_to_and_fro_takes_no_memory(bool isPatchable, string level)
    {
        byte[] first = await CompileAsync(isPatchable, level, "-DSTEP=1", "-DFACTOR=5", "-DTEXT=\"a\""),
            second = await CompileAsync(isPatchable, level, "-DSTEP=2", "-DFACTOR=5", "-DTEXT=\"a\"");
        using var scene = new Scene();
        Load(scene, first);
        long where = scene.Call("where");
        Load(scene, second);
        var used = Status(scene);
        for (int edit = 0; edit < 20; edit++)
        {
            Assert.Equal(('a' * 1000) + 205, scene.Call("value"));
            var back = Load(scene, first);
            Assert.Equal((0, 2), (back.Added, back.Patched));
            Assert.Equal(('a' * 1000) + 105, scene.Call("value"));
            Assert.Equal(where, scene.Call("where"));
            Load(scene, second);
        }

        var after = Status(scene);
        Assert.Equal((used.Code, used.ReadOnly, used.Data), (after.Code, after.ReadOnly, after.Data));
        Assert.Equal(41, scene.Call("counted") + 1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_constant_that_comes_back_is_seen_by_all_who_use_it(bool isPatchable)
    {
        byte[] first = await CompileAsync(isPatchable, "-O1", "-DSTEP=1", "-DFACTOR=5", "-DTEXT=\"a\""),
            second = await CompileAsync(isPatchable, "-O1", "-DSTEP=1", "-DFACTOR=6", "-DTEXT=\"b\""),
            third = await CompileAsync(isPatchable, "-O1", "-DSTEP=3", "-DFACTOR=5", "-DTEXT=\"b\"");
        using var scene = new Scene();
        for (int round = 0; round < 3; round++)
        {
            Load(scene, first);
            Assert.Equal(('a' * 1000) + 105, scene.Call("value"));
            Load(scene, second);
            Assert.Equal(('b' * 1000) + 106, scene.Call("value"));
            Load(scene, third);
            Assert.Equal(('b' * 1000) + 305, scene.Call("value"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Undo_and_redo_go_through_generations_whose_code_came_back()
    {
        byte[] first = await CompileAsync(true, "-O1", "-DSTEP=1", "-DFACTOR=5", "-DTEXT=\"a\""),
            second = await CompileAsync(true, "-O1", "-DSTEP=2", "-DFACTOR=5", "-DTEXT=\"b\"");
        using var scene = new Scene();
        Load(scene, first);
        Load(scene, second);
        Load(scene, first);
        Load(scene, second);
        for (int round = 0; round < 2; round++)
        {
            foreach (bool isFirst in (bool[])[true, false, true])
            {
                scene.Runtime.Undo();
                Assert.Equal(isFirst ? ('a' * 1000) + 105 : ('b' * 1000) + 205, scene.Call("value"));
            }

            foreach (bool isFirst in (bool[])[false, true, false])
            {
                scene.Runtime.Redo();
                Assert.Equal(isFirst ? ('a' * 1000) + 105 : ('b' * 1000) + 205, scene.Call("value"));
            }
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_newest_object_after_an_undo_brings_its_code_back_with_what_it_added()
    {
        byte[] first = await CompileAsync(true, "-O1", "-DSTEP=1", "-DFACTOR=5", "-DTEXT=\"a\""),
            second = await CompileAsync(true, "-O1", "-DSTEP=2", "-DFACTOR=5", "-DTEXT=\"a\"", "-DEXTRA=7");
        using var scene = new Scene();
        Load(scene, first);
        Load(scene, second);
        var used = Status(scene);
        scene.Runtime.Undo();
        var forward = Load(scene, second);
        Assert.Equal((1, 2), (forward.Added, forward.Patched));
        Assert.Equal((('a' * 1000) + 205, 7), (scene.Call("value"), scene.Call("extra")));
        var after = Status(scene);
        Assert.Equal((used.Code, used.ReadOnly, used.Data), (after.Code, after.ReadOnly, after.Data));

        scene.Runtime.Undo(1); // the whole module
        Load(scene, first);
        Assert.Equal(('a' * 1000) + 105, scene.Call("value"));
        Assert.Equal(used.Code, Status(scene).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_undo_nothing_older_is_kept_to_come_back()
    {
        byte[] first = await CompileAsync(true, "-O1", "-DSTEP=1", "-DFACTOR=5", "-DTEXT=\"a\""),
            second = await CompileAsync(true, "-O1", "-DSTEP=2", "-DFACTOR=5", "-DTEXT=\"a\"");
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, UndoDepth = 0 });
        Load(scene, first);
        long where = scene.Call("where");
        Load(scene, second);
        Load(scene, first);
        Assert.NotEqual(where, scene.Call("where"));
        Assert.Equal(('a' * 1000) + 105, scene.Call("value"));
    }

    [Fact]
    public void A_signature_that_is_edited_back_is_the_old_function_for_old_and_new_callers()
    {
        using var scene = new Scene();
        HandModule Narrow() => new HandModule("h").Function("f", code => code.Return(1), "i32 (i32)");
        scene.Load(Narrow());
        scene.Load(new HandModule("old").Function("g", code => code.Call("f").Return()).Wants("f", "i32 (i32)"));
        scene.Load(new HandModule("h").Function("f", code => code.Return(2), "i32 (i64)"));
        Assert.Equal((1, 2), (scene.Call("g"), scene.Call("f")));
        scene.Load(Narrow());
        Assert.Equal((1, 1), (scene.Call("g"), scene.Call("f")));
    }

    private static LoadModuleResult Load(Scene scene, byte[] bytes)
    {
        using var agent = scene.Connect();
        var result = ModuleLoader.Load(agent, "m", [new ObjectInput("unit.o", bytes)]);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    private static Task<byte[]> CompileAsync(bool isPatchable, params string[] arguments) => Toolchain.CompileAsync(
        (isPatchable ? LinkScene.PatchableNotes : "") + Source, ["-fPIC", "-ffunction-sections", "-fdata-sections", .. arguments]);

    private static RuntimeStatus Status(Scene scene)
    {
        using var agent = scene.Connect();
        return agent.GetStatus();
    }
}
