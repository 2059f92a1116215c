namespace Graft.Tests.Cli;

/// <summary>Modules go, and stay apart, by the command line.</summary>
public sealed class UnloadSpecs
{
    private const string Callee = "@table = global [64 x i64] zeroinitializer\ndefine i64 @callee() {\n  ret i64 7\n}\n";
    private const string Caller = "declare i64 @callee()\ndefine i64 @caller() {\n  %r = call i64 @callee()\n  ret i64 %r\n}\n";

    [Fact(Timeout = 120_000)]
    public async Task A_module_goes_unless_others_call_it_or_force_is_used()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("r", "--wait-seconds", "0.1");
        string callee = Callee + "@data = global i64 1\n"; // the page of its code stays, since a call leads to its entry
        (await scene.LoadIrAsync("callee", callee)).ShouldSucceed();
        (await scene.LoadIrAsync("caller", Caller)).ShouldSucceed();

        (await scene.RunAsync("unload", "callee")).ShouldFail("GRAFT4018", "caller.ll.o", "'callee'", "--force");
        (await scene.RunAsync("unload", "calee")).ShouldFail("GRAFT4019", "callee, caller");
        var forced = (await scene.RunAsync("unload", "callee", "--force", "--json")).ShouldSucceed().Json();
        Assert.Equal("callee", forced.GetProperty("trapped")[0].GetProperty("symbol").GetString());
        Assert.True(forced.GetProperty("freed").GetUInt64() > 0);
        Assert.Contains("bytes of callee, generation 1: code in use calls through its entries", (await scene.RunAsync("status")).ShouldSucceed().Text, StringComparison.Ordinal);

        (await scene.RunAsync("wait", "caller", "--timeout", "0")).ShouldFail("GRAFT4007", "'callee'");
        string again = (await scene.LoadIrAsync("caller", Caller)).ShouldSucceed().Text;
        Assert.Contains("nothing changed, waits for callee", again, StringComparison.Ordinal);
        (await scene.LoadIrAsync("callee", callee)).ShouldSucceed();
        Assert.Equal("7", (await scene.RunAsync("call", "caller")).ShouldSucceed().Text);
        string both = (await scene.RunAsync("unload", "callee", "caller")).ShouldSucceed().Text;
        Assert.StartsWith("callee, caller: unloaded, ", both, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Modules_with_a_link_order_may_define_the_same()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("r");
        foreach (string name in new[] { "one", "two" })
        {
            string file = scene.Write($"{name}.ll", $"define i64 @common() {{\n  ret i64 {name.Length + (name == "two" ? 1 : 0)}\n}}\n"
                + $"define i64 @of_{name}() {{\n  %r = call i64 @common()\n  ret i64 %r\n}}\n");
            (await scene.RunAsync("load", "--standalone", "--link-order", name, file)).ShouldSucceed();
        }

        Assert.Equal("3", (await scene.RunAsync("call", "of_one")).ShouldSucceed().Text);
        Assert.Equal("4", (await scene.RunAsync("call", "of_two")).ShouldSucceed().Text);
        (await scene.RunAsync("load", "--standalone", "--link-order", "two", Path.Combine(scene.Home, "one.ll"))).ShouldFail("GRAFT4020", "one", "two");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("run", "--name", "r", "--wait-seconds", "1e300")]
    [InlineData("wait", "x", "--timeout", "1e300")]
    [InlineData("wait", "x", "--timeout", "-1")]
    [InlineData("run", "--name", "r", "--library", "libnosuch.so.9")]
    public async Task What_makes_no_sense_is_said_to_be_so(params string[] arguments)
    {
        await using var scene = new GraftScene();
        if (arguments?[0] != "run")
            await scene.StartRuntimeAsync("other");
        var result = await scene.RunAsync(arguments!);
        Assert.True(result.ExitCode == 2, $"exit code {result.ExitCode}: {result.Output}{result.Error}");
        Assert.Contains("error GRAFT6001: ", result.Error, StringComparison.Ordinal);
    }
}
