using Graft.Client;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>A load of a changed object places what changed and what that needs; the rest of the unit stays where it is, as what it is.</summary>
public sealed class UnchangedCodeSpecs
{
    /// <summary>Tells where a function's own bytes are, which no symbol does: its address is its stub.</summary>
    private const string Here = "#define HERE ({ long here; __asm__ volatile(\"leaq 0f(%%rip), %0\\n0:\" : \"=r\"(here)); here; })\n";

    [Theory(Timeout = 60_000)]
    [InlineData(true, "-O0")]
    [InlineData(true, "-O2")]
    [InlineData(false, "-O2")]
    public async Task Only_the_edited_function_gets_new_bytes_and_a_new_generation(bool isPatchable, string level)
    {
        const string Source = Here + """
            #include <stdio.h>
            static int count;
            static const int table[] = { 3, 1, 4, 1, 5 };
            static __attribute__((noinline)) long idle(int i) { static char text[16]; snprintf(text, 16, "%d", table[i]); count++; return HERE; }
            long here(void) { return idle(2); }
            long edited(void) { count++; return STEP + table[4]; }
            long counted(void) { return count; }
            const void *where(void) { return table; }
            """;
        using var scene = new Scene();
        await LoadAsync(scene, Source, isPatchable, level, "-DSTEP=10");
        long idle = scene.Call("here"), table = scene.Call("where");
        var patch = await LoadAsync(scene, Source, isPatchable, level, "-DSTEP=20");
        Assert.Equal((0, 1), (patch.Added, patch.Patched));
        Assert.Equal(25, scene.Call("edited"));
        Assert.Equal((idle, table), (scene.Call("here"), scene.Call("where")));
        Assert.Equal(3, scene.Call("counted"));
        Assert.Equal(["edited"], Symbols(scene).Where(symbol => symbol.Generation == 2).Select(symbol => symbol.Name));
        await LoadAsync(scene, Source, isPatchable, level, "-DSTEP=30");
        Assert.Equal((35, idle, table), (scene.Call("edited"), scene.Call("here"), scene.Call("where")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_patch_takes_no_more_of_the_arena_than_the_edited_function_needs()
    {
        string source = string.Concat(Enumerable.Range(0, 2000).Select(i =>
            $"extern void *p{i % 100}; void *p{i % 100} __attribute__((weak)); int f{i}(int x) {{ return x * {i} + (p{i % 100} != 0){(i == 77 ? "+ STEP" : "")}; }}\n"));
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024 });
        await LoadAsync(scene, source, true, "-O1", "-DSTEP=1");
        var before = Status(scene);
        await LoadAsync(scene, source, true, "-O1", "-DSTEP=2");
        var after = Status(scene);
        Assert.InRange(after.Code.Used - before.Code.Used, 1u, 4096u);
        Assert.InRange(after.ReadOnly.Used - before.ReadOnly.Used, 0u, 4096u);
        Assert.Equal(before.Data.Used, after.Data.Used);
    }

    [Fact(Timeout = 120_000)]
    public async Task After_a_thousand_edits_in_a_row_each_function_is_the_newest_and_the_unedited_one_still_the_first()
    {
        const int Functions = 8, Edits = 1000;
        var versions = new byte[Functions][];
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024 });
        string folder = Directory.CreateTempSubdirectory("graft-keep-").FullName;
        try
        {
            // Two objects for each function: all combinations would be too many to compile, a chain of edits is not.
            string Text(int edited, int value) => Here + "long fixed(void) { return HERE; }\n" + string.Concat(Enumerable.Range(0, Functions).Select(i =>
                $"long f{i}(void) {{ return {(i == edited ? value : i)}; }}\n"));
            for (int i = 0; i < Functions; i++)
                versions[i] = await CompileAsync(Text(i, 1000 + i), true, "-O1");
            using var agent = scene.Connect();
            LoadWell(agent, versions[0]);
            long where = scene.Call("fixed");
            for (int edit = 1; edit <= Edits; edit++)
            {
                int edited = edit % Functions;
                LoadWell(agent, versions[edited]);
                if (edit % 100 != 0)
                    continue;
                for (int i = 0; i < Functions; i++)
                    Assert.Equal(i == edited ? 1000 + i : i, scene.Call($"f{i}"));
                Assert.Equal(where, scene.Call("fixed"));
            }

            Assert.Equal(1, Symbols(scene).Single(symbol => symbol.Name == "fixed").Generation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_holds_the_address_of_a_changed_constant_is_linked_anew_and_everybody_sees_one_address()
    {
        const string Source = Here + """
            static const int table[] = { 1, VALUE };
            static const int *const indirect[] = { table, table + 1 };
            __attribute__((noinline)) static const int *direct(void) { return table; }
            __attribute__((noinline)) static const int *through(int i) { return indirect[i]; }
            long unrelated(void) { return HERE; }
            long sum(void) { return direct()[1] * 100 + *through(1); }
            long same(void) { return direct() == through(0) && indirect[1] == &table[1]; }
            """;
        using var scene = new Scene();
        await LoadAsync(scene, Source, true, "-O1", "-DVALUE=5");
        long unrelated = scene.Call("unrelated");
        Assert.Equal((505, 1), (scene.Call("sum"), scene.Call("same")));
        await LoadAsync(scene, Source, true, "-O1", "-DVALUE=7");
        Assert.Equal((707, 1, unrelated), (scene.Call("sum"), scene.Call("same"), scene.Call("unrelated")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_constant_without_a_name_changes_the_function_that_uses_it_and_no_other()
    {
        const string Source = Here + """
            long strlen(const char *); int printf(const char *, ...);
            long first(void) { return HERE + 0 * printf(""); }
            long text(void) { return strlen(TEXT); }
            double factor(void) { return 2.5; }
            long scaled(double x) { return (long)(factor() * 8); }
            """;
        using var scene = new Scene();
        await LoadAsync(scene, Source, true, "-O0", "-DTEXT=\"four\"");
        long first = scene.Call("first");
        await LoadAsync(scene, Source, true, "-O0", "-DTEXT=\"three plus ten\"");
        Assert.Equal((14, first, 20), (scene.Call("text"), scene.Call("first"), scene.Call("scaled")));
        Assert.Equal(["text"], Symbols(scene).Where(symbol => symbol.Generation == 2).Select(symbol => symbol.Name));
    }

    [Fact(Timeout = 60_000)]
    public async Task In_a_foreign_object_callers_of_a_changed_function_are_linked_anew_since_they_call_it_directly()
    {
        const string Source = Here + """
            #define N __attribute__((noinline))
            extern long counter; long counter;
            N static long leaf(void) { return counter + STEP; }
            N long middle(void) { return leaf() + 1; }
            long top(void) { return middle() * 2; }
            long apart(void) { return HERE; }
            """;
        using var scene = new Scene();
        await LoadAsync(scene, Source, false, "-O1", "-DSTEP=1");
        long apart = scene.Call("apart");
        Assert.Equal(4, scene.Call("top"));
        await LoadAsync(scene, Source, false, "-O1", "-DSTEP=2");
        Assert.Equal((6, apart), (scene.Call("top"), scene.Call("apart")));
        Assert.Equal(["leaf", "middle", "top"], Symbols(scene).Where(symbol => symbol.Generation == 2).Select(symbol => symbol.Name));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_waiting_function_goes_on_waiting_for_what_it_wants_and_becomes_ready_with_it()
    {
        const string Source = "int later(int); long edited(void) { return STEP; } long waits(void) { return later(4) + 1; }";
        using var scene = new Scene();
        await LoadAsync(scene, Source, true, "-O1", "-DSTEP=1");
        var patch = await LoadAsync(scene, Source, true, "-O1", "-DSTEP=2");
        Assert.Equal(["later"], patch.Missing.Select(missing => missing.Name));
        Assert.Equal((2, SymbolState.Emitted), (scene.Call("edited"), scene.StateOf("waits")));
        using var agent = scene.Connect();
        var provider = new ObjectInput("later.o", await CompileAsync("int later(int x) { return x * 10; }", true, "-O1"));
        Assert.True(ModuleLoader.Load(agent, "provider", [provider]).Succeeded);
        Assert.Equal((41, SymbolState.Ready), (scene.Call("waits"), scene.StateOf("waits")));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_exception_passes_frames_of_old_and_new_code()
    {
        const string Source = """
            struct Error { int code; };
            struct Counter { int *n; ~Counter() { ++*n; } };
            extern "C" { int unwound; }
            __attribute__((noinline)) void thrower(int x) { if (x) throw Error{x + STEP}; }
            __attribute__((noinline)) void kept(int x) { Counter c{&unwound}; thrower(x); }
            __attribute__((noinline)) void edited(int x) { Counter c{&unwound}; kept(x + STEP); }
            extern "C" long run() { try { edited(1); } catch (const Error &e) { return e.code * 10 + unwound; } return -1; }
            """;
        using var scene = new Scene();
        await LoadAsync(scene, Source, true, "-O1", "-xc++", "-DSTEP=1");
        Assert.Equal(32, scene.Call("run"));
        await LoadAsync(scene, Source, true, "-O1", "-xc++", "-DSTEP=2");
        Assert.Equal(54, scene.Call("run"));
        Assert.Equal(["_Z4kepti", "run"], Functions(scene).Where(symbol => symbol.Generation == 1).Select(symbol => symbol.Name).Where(name => !name.Contains("Counter", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_catch_clause_that_changes_without_any_instruction_is_a_change()
    {
        const string Source = """
            struct A {}; struct B {};
            __attribute__((noinline)) void thrower() { throw B(); }
            extern "C" long run() { try { try { thrower(); } catch (const TYPE &) { return 1; } } catch (...) { return 2; } return 3; }
            """;
        using var scene = new Scene();
        await LoadAsync(scene, Source, true, "-O1", "-xc++", "-DTYPE=A");
        Assert.Equal(2, scene.Call("run"));
        await LoadAsync(scene, Source, true, "-O1", "-xc++", "-DTYPE=B");
        Assert.Equal(1, scene.Call("run"));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_weak_reference_found_nobody_for_is_found_after_a_patch()
    {
        const string Source = "extern int option __attribute__((weak)); long edited(void) { return STEP; } long value(void) { return &option ? option : -1; }";
        using var scene = new Scene();
        await LoadAsync(scene, Source, true, "-O1", "-DSTEP=1");
        Assert.Equal(-1, scene.Call("value"));
        using var agent = scene.Connect();
        Assert.True(ModuleLoader.Load(agent, "provider", [new ObjectInput("p.o", await CompileAsync("int option = 9;", true, "-O1"))]).Succeeded);
        await LoadAsync(scene, Source, true, "-O1", "-DSTEP=2");
        Assert.Equal((2, 9), (scene.Call("edited"), scene.Call("value")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_unit_that_becomes_patchable_is_linked_anew()
    {
        const string Source = "__attribute__((noinline)) long leaf(void) { return STEP; } long top(void) { return leaf(); }";
        using var scene = new Scene();
        await LoadAsync(scene, Source, false, "-O1", "-DSTEP=1", "-fno-optimize-sibling-calls");
        await LoadAsync(scene, Source, true, "-O1", "-DSTEP=1", "-fno-optimize-sibling-calls");
        await LoadAsync(scene, Source, true, "-O1", "-DSTEP=2", "-fno-optimize-sibling-calls");
        Assert.Equal(2, scene.Call("top"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Undo_and_redo_go_through_states_that_share_unchanged_functions()
    {
        const string Source = Here + "long kept(void) { return HERE; } long one(void) { return A; } long two(void) { return B; }";
        using var scene = new Scene();
        await LoadAsync(scene, Source, true, "-O1", "-DA=1", "-DB=1");
        long kept = scene.Call("kept");
        await LoadAsync(scene, Source, true, "-O1", "-DA=2", "-DB=1");
        await LoadAsync(scene, Source, true, "-O1", "-DA=2", "-DB=2");
        scene.Runtime.Undo();
        Assert.Equal((2, 1), (scene.Call("one"), scene.Call("two")));
        scene.Runtime.Undo();
        Assert.Equal((1, 1, kept), (scene.Call("one"), scene.Call("two"), scene.Call("kept")));
        scene.Runtime.Redo();
        Assert.Equal((2, 1), (scene.Call("one"), scene.Call("two")));
        await LoadAsync(scene, Source, true, "-O1", "-DA=3", "-DB=1");
        Assert.Equal((3, 1, kept), (scene.Call("one"), scene.Call("two"), scene.Call("kept")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_module_whose_replaced_and_unchanged_code_calls_another_cannot_lose_it()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        Assert.True(ModuleLoader.Load(agent, "provider", [new ObjectInput("p.o", await CompileAsync("int given(void) { return 6; }", true, "-O1"))]).Succeeded);
        const string Source = "int given(void); long edited(void) { return STEP; } long uses(void) { return given() * 7; }";
        await LoadAsync(scene, Source, true, "-O1", "-DSTEP=1");
        await LoadAsync(scene, Source, true, "-O1", "-DSTEP=2");
        Assert.Equal(42, scene.Call("uses"));
        var refused = Assert.Throws<GraftException>(() => scene.Runtime.Unload("provider"));
        Assert.Equal(DiagnosticCatalog.ModuleInUse.Code, refused.Diagnostics[0].Code);
    }

    private static async Task<LoadModuleResult> LoadAsync(Scene scene, string source, bool isPatchable, params string[] arguments)
    {
        using var agent = scene.Connect();
        return LoadWell(agent, await CompileAsync(source, isPatchable, arguments));
    }

    private static LoadModuleResult LoadWell(AgentConnection agent, byte[] bytes)
    {
        var result = ModuleLoader.Load(agent, "m", [new ObjectInput("unit.o", bytes)]);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    private static Task<byte[]> CompileAsync(string source, bool isPatchable, params string[] arguments) => Toolchain.CompileAsync(
        (isPatchable ? LinkScene.PatchableNotes : "") + source, ["-fPIC", "-ffunction-sections", "-fdata-sections", .. arguments]);

    private static RuntimeStatus Status(Scene scene)
    {
        using var agent = scene.Connect();
        return agent.GetStatus();
    }

    private static List<RuntimeSymbol> Symbols(Scene scene)
    {
        using var agent = scene.Connect();
        return [.. agent.GetSymbols("m").Where(symbol => symbol.Module == "m")];
    }

    private static IEnumerable<RuntimeSymbol> Functions(Scene scene) => Symbols(scene).Where(symbol => symbol.Kind == SymbolKind.Function);
}
