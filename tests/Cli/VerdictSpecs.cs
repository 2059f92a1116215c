using System.Text.Json;

namespace Graft.Tests.Cli;

/// <summary>What became of an edit is told with its place in the source.</summary>
public sealed class VerdictSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task Each_edit_of_a_C_source_has_its_verdict()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("app");
        string file = scene.Write("a.c", "int count = 1;\nint area(void) { return count; }\nint gone(void) { return 1; }\n");
        Assert.Empty(Verdicts(await scene.RunAsync("load", file, "--patchable", "--json")));

        scene.Write("a.c", "int count = 2;\n\nint area(void) { return count + 1; }\nvoid run(void) { }\n");
        string[] expected =
        [
            $"Inert GRAFT4010 count {file}(1,5)", $"Inert GRAFT4012 gone {file}(0,0)", $"Applied GRAFT4034 area {file}(3,5)", $"Applied GRAFT4034 run {file}(4,6)",
        ];
        Assert.Equal(expected.Order(), Verdicts(await scene.RunAsync("load", file, "--patchable", "--json")).Order());

        scene.Write("a.c", "int count = 2;\n\nint area(void) { return count + 1; }\nvoid run(void) { for (;;) { area(); } }\n");
        var endless = await scene.RunAsync("load", file, "--patchable");
        Assert.Contains($"{file}(4,6): warning GRAFT4035: 'run' has a loop that it never leaves", endless.Error, StringComparison.Ordinal);

        scene.Write("a.c", "long count = 2;\n");
        var refused = await scene.RunAsync("load", file, "--patchable", "--json");
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal([$"Refused GRAFT4005 count {file}(1,6)"], Verdicts(refused));
        Assert.Contains($"{file}(1,6): error GRAFT4005: 'count'", refused.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_edit_of_IR_has_its_exact_line_and_stale_callers_of_all_modules_are_named()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("app");
        string area = scene.Write("area.ll", "@state = global i32 0\n\ndefine i32 @area(i32 %x) {\n  ret i32 %x\n}\n");
        (await scene.RunAsync("load", area)).ShouldSucceed();
        foreach (string user in new[] { "one", "two" })
            (await scene.LoadIrAsync(user, $"declare i32 @area(i32)\ndefine i32 @{user}() {{\n  %r = call i32 @area(i32 1)\n  ret i32 %r\n}}\n")).ShouldSucceed();

        scene.Write("area.ll", "@state = global i32 0\n\ndefine i32 @area(i64 %x) {\n  ret i32 7\n}\n");
        var result = await scene.RunAsync("load", area, "--json");
        string[] verdicts = [.. Verdicts(result)];
        Assert.Contains($"Applied GRAFT4034 area {area}(3,1)", verdicts);
        Assert.Equal(2, verdicts.Count(verdict => verdict.StartsWith("Inert GRAFT3005 area", StringComparison.Ordinal)));
        Assert.Contains("unit one.ll.o of module one", result.Error, StringComparison.Ordinal);
        Assert.Contains("unit two.ll.o of module two", result.Error, StringComparison.Ordinal);
        Assert.Equal("1", (await scene.RunAsync("call", "one")).ShouldSucceed().Text);

        (await scene.LoadIrAsync("three", "declare i32 @area(i64)\ndefine i32 @three() {\n  %r = call i32 @area(i64 1)\n  ret i32 %r\n}\n")).ShouldSucceed();
        scene.Write("area.ll", "@state = global i32 0\n\ndefine i32 @other() {\n  ret i32 7\n}\n");
        var removed = await scene.RunAsync("load", area, "--json");
        Assert.Contains(Verdicts(removed), verdict => verdict.StartsWith("Refused GRAFT4036 area", StringComparison.Ordinal));
        Assert.Contains("unit three.ll.o of module three refers to it", removed.Error, StringComparison.Ordinal);
        Assert.Equal(0, removed.ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_unit_of_an_optimised_build_is_said_to_be_replaced_as_a_whole()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("app");
        string file = scene.Write("a.c", "int area(void) { return 1; }\n");
        (await scene.RunAsync("load", file)).ShouldSucceed();
        scene.Write("a.c", "int area(void) { return 2; }\n");
        Assert.Equal([$"Inert GRAFT4037  {file}(0,0)", $"Applied GRAFT4034 area {file}(1,5)"], Verdicts(await scene.RunAsync("load", file, "--json")));
    }

    private static IEnumerable<string> Verdicts(GraftResult result) => result.Json().GetProperty("verdicts").EnumerateArray().Select(verdict =>
        $"{Text(verdict, "kind")} {Text(verdict, "code")} {Text(verdict, "symbol")} {Text(verdict, "file")}({verdict.GetProperty("line")},{verdict.GetProperty("column")})");

    private static string? Text(JsonElement verdict, string name) => verdict.GetProperty(name).GetString();
}
