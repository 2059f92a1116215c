using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Patch;

/// <summary>A load changes what changed, all of it or nothing.</summary>
public class ModuleLoaderSpecs
{
    private const string Area = "int base = 1; int area(int x) { return x * x + FACTOR; } int side(int x) { return x + base; }";

    [Fact(Timeout = 60_000)]
    public async Task Loading_the_same_content_again_does_nothing()
    {
        using var agent = new FakeAgent();
        ObjectInput[] inputs = [await InputAsync("a.o", Area, 1)];
        var first = ModuleLoader.Load(agent, "m", inputs);
        Assert.True(first.Succeeded, string.Join('\n', first.Diagnostics));
        Assert.Equal((1, 2, 0), (first.Generation, first.Added, first.Patched));
        var second = ModuleLoader.Load(agent, "m", inputs);
        Assert.Equal((1, 0, 0), (second.Generation, second.Added, second.Patched));
        Assert.Equal(1, agent.Commits);
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_changed_units_are_linked_and_only_changed_functions_counted()
    {
        using var agent = new FakeAgent();
        var other = await InputAsync("b.o", "int area(int); int twice(int x) { return 2 * area(x); }", 0);
        ModuleLoader.Load(agent, "m", [await InputAsync("a.o", Area, 1), other]);
        var patch = ModuleLoader.Load(agent, "m", [await InputAsync("a.o", Area, 2), other]);
        Assert.Equal(["a.o"], agent.LastResolve!.Units.Select(unit => unit.Name));
        Assert.Equal((2, 0, 1, 1), (patch.Generation, patch.Added, patch.Patched, patch.DataKept));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_unit_that_is_gone_is_removed()
    {
        using var agent = new FakeAgent();
        var a = await InputAsync("a.o", Area, 1);
        ModuleLoader.Load(agent, "m", [a, await InputAsync("b.o", "int b;", 0)]);
        var result = ModuleLoader.Load(agent, "m", [a]);
        Assert.True(result.Succeeded);
        Assert.Equal(["b.o"], agent.LastResolve!.RemovedUnits);
        Assert.Equal(["a.o"], agent.OpenModule("m").Units.Select(unit => unit.Name));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_conflict_is_tried_again_once()
    {
        using var agent = new FakeAgent { Conflicts = 1 };
        ObjectInput[] inputs = [await InputAsync("a.o", Area, 1)];
        Assert.True(ModuleLoader.Load(agent, "m", inputs).Succeeded);
        inputs = [await InputAsync("a.o", Area, 2)];
        agent.Conflicts = 2;
        var result = ModuleLoader.Load(agent, "m", inputs);
        Assert.Equal(DiagnosticCatalog.CommitConflict.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Equal((1, 0), (agent.Commits, agent.OpenSlabs));
    }

    [Fact(Timeout = 60_000)]
    public async Task One_bad_object_leaves_the_runtime_as_it_was()
    {
        using var agent = new FakeAgent();
        byte[] bytes = await Toolchain.CompileAsync("int f(void) { return 1; }", "-O1");
        var result = ModuleLoader.Load(agent, "m", [await InputAsync("a.o", Area, 1), new ObjectInput("bad.o", bytes.AsMemory(0, 100))]);
        Assert.False(result.Succeeded);
        Assert.Equal("bad.o", result.Diagnostics.Single().File);
        Assert.Equal((0, 0), (agent.Commits, agent.OpenSlabs));
        Assert.Null(agent.LastResolve);
    }

    [Fact(Timeout = 60_000)]
    public async Task Data_that_changes_its_size_is_refused()
    {
        using var agent = new FakeAgent();
        ModuleLoader.Load(agent, "m", [await InputAsync("a.o", "int base[2] = { 1 };", 0)]);
        var result = ModuleLoader.Load(agent, "m", [await InputAsync("a.o", "int base[3] = { 1 };", 0)]);
        Assert.Equal(DiagnosticCatalog.DataTypeChanged.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Equal(1, agent.Commits);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_patch_needs_anew_of_an_unchanged_unit_is_linked_though_it_was_left_out_before()
    {
        const string Helper = "int helper(int x) { return x + FACTOR; } int idle(void) { return missing(); }";
        using var agent = new FakeAgent();
        var options = new LinkOptions { GcSections = true };
        var helper = await InputAsync("b.o", Helper, 1, "-fvisibility=hidden", "-Wno-implicit");
        const string Main = "#define EXPORT __attribute__((visibility(\"default\")))\nint helper(int);\n";
        ModuleLoader.Load(agent, "m", [await InputAsync("a.o", Main + "EXPORT int f(int x) { return x; }", 0, "-fvisibility=hidden"), helper], options);
        Assert.Equal(["f"], agent.LiveNames);

        ObjectInput[] changed = [await InputAsync("a.o", Main + "EXPORT int f(int x) { return helper(x); }", 0, "-fvisibility=hidden"), helper];
        var patch = ModuleLoader.Load(agent, "m", changed, options);
        Assert.True(patch.Succeeded, string.Join('\n', patch.Diagnostics));
        Assert.Equal(["f", "m/helper"], agent.LiveNames);

        int commits = agent.Commits;
        ModuleLoader.Load(agent, "m", changed, options);
        Assert.Equal(commits, agent.Commits);
        ModuleLoader.Load(agent, "m", changed);
        Assert.Equal(["f", "m/helper", "m/idle"], agent.LiveNames);
    }

    private static async Task<ObjectInput> InputAsync(string name, string source, int factor, params string[] arguments) =>
        new(name, await Toolchain.CompileAsync(source, ["-O1", "-fPIC", $"-DFACTOR={factor}", .. arguments]));
}
