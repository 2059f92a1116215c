using Graft.Tests.Host;
using Graft.Tests.Sdk;

namespace Graft.Tests.Cli;

/// <summary>A runtime that comes late has what others had before: all modules, their newest code, fresh data.</summary>
public sealed class LateJoinerSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task A_restarted_runtime_gets_all_modules_newest_code_and_fresh_values()
    {
        await using var scene = new GraftScene();
        int runtime = await scene.StartRuntimeAsync("r", "--follow");
        (await LoadAsync(scene, "a", Module("a", "b", 1))).ShouldSucceed();
        (await LoadAsync(scene, "b", Module("b", "a", 10))).ShouldSucceed();
        Assert.Equal("11", await CallAsync(scene, "r", "sum_a"));
        (await LoadAsync(scene, "a", Module("a", "b", 2))).ShouldSucceed();
        Assert.Equal("13", await CallAsync(scene, "r", "sum_a")); // the second time: one more
        TestHome.Kill(runtime);

        await scene.StartRuntimeAsync("r", "--follow");
        (await scene.RunAsync("wait", "sum_a", "sum_b", "--timeout", "30")).ShouldSucceed();
        Assert.Equal("12", await CallAsync(scene, "r", "sum_a"));
        Assert.Contains("nothing changed", (await scene.RunAsync("sync")).ShouldSucceed().Text, StringComparison.Ordinal);
        Assert.Equal("a, b", Assert.Single((await scene.RunAsync("history", "--json")).ShouldSucceed().Json().EnumerateArray()).GetProperty("module").GetString());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_second_runtime_gets_what_the_first_has_and_what_comes_later()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("r");
        (await LoadAsync(scene, "a", Module("a", "b", 1))).ShouldSucceed();
        (await LoadAsync(scene, "b", Module("b", "a", 10))).ShouldSucceed();
        Assert.Equal("11", await CallAsync(scene, "r", "sum_a"));
        Assert.Equal("12", await CallAsync(scene, "r", "sum_a"));

        await scene.StartRuntimeAsync("second", "--follow", "r");
        (await scene.RunAsync("wait", "sum_a", "sum_b", "--timeout", "30", "--runtime", "second")).ShouldSucceed();
        Assert.Equal("11", await CallAsync(scene, "second", "sum_a"));

        (await LoadAsync(scene, "a", Module("a", "b", 2))).ShouldSucceed();
        Assert.Equal("14", await CallAsync(scene, "r", "sum_a"));
        Assert.Equal("13", await CallAsync(scene, "second", "sum_a"));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_host_knew_outlives_it_and_what_was_unloaded_is_forgotten()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("r");
        (await LoadAsync(scene, "a", Module("a", "b", 1))).ShouldSucceed();
        (await LoadAsync(scene, "b", Module("b", "a", 10))).ShouldSucceed();
        (await LoadAsync(scene, "c", "define i64 @c() {\n  ret i64 7\n}\n")).ShouldSucceed();
        (await scene.RunAsync("unload", "c", "--runtime", "r")).ShouldSucceed();
        new EngineProcesses(scene.Home).EndAll();

        await scene.StartRuntimeAsync("late");
        (await scene.RunAsync("sync", "--runtime", "late")).ShouldFail("GRAFT6001", "--from");
        string[] lines = (await scene.RunAsync("sync", "--runtime", "late", "--from", "r")).ShouldSucceed().Text.Split('\n');
        Assert.Equal(["a:", "b:"], lines.Select(line => line.Split(' ')[0]));
        Assert.Equal("11", await CallAsync(scene, "late", "sum_a"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_module_whose_files_are_gone_does_not_keep_the_others()
    {
        await using var scene = new GraftScene();
        int runtime = await scene.StartRuntimeAsync("r");
        string gone = scene.Write("gone.o", await Link.Toolchain.CompileAsync("long gone(void) { return 1; }", "-O1", "-fPIC"));
        (await scene.RunAsync("load", gone)).ShouldSucceed();
        (await LoadAsync(scene, "c", "define i64 @c() {\n  ret i64 7\n}\n")).ShouldSucceed();
        File.Delete(gone);
        TestHome.Kill(runtime);

        await scene.StartRuntimeAsync("r");
        var sync = await scene.RunAsync("sync");
        Assert.Equal(1, sync.ExitCode);
        Assert.Contains("gone.o: error GRAFT1005: ", sync.Error, StringComparison.Ordinal);
        Assert.Equal("7", await CallAsync(scene, "r", "c"));
    }

    // Adds what its twin has, and counts its calls; the twin calls back once.
    private static string Module(string name, string other, int value) => $$"""
        @calls_{{name}} = global i64 0
        declare i64 @value_{{other}}()
        define i64 @value_{{name}}() {
          ret i64 {{value}}
        }
        define i64 @sum_{{name}}() {
          %c = load i64, ptr @calls_{{name}}
          %d = add i64 %c, 1
          store i64 %d, ptr @calls_{{name}}
          %o = call i64 @value_{{other}}()
          %v = call i64 @value_{{name}}()
          %s = add i64 %o, %v
          %r = add i64 %s, %c
          ret i64 %r
        }

        """;

    private static Task<GraftResult> LoadAsync(GraftScene scene, string module, string ir) =>
        scene.RunAsync("load", "--runtime", "r", "--module", module, scene.Write($"{module}.ll", ir));

    private static async Task<string> CallAsync(GraftScene scene, string runtime, string function) =>
        (await scene.RunAsync("call", "--runtime", runtime, function)).ShouldSucceed().Text;
}
