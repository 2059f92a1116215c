namespace Graft.Tests.Cli;

/// <summary>One command loads several modules, all or none.</summary>
public sealed class TransactionSpecs
{
    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Modules_are_loaded_together_with_or_without_a_host(bool isStandalone)
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("r");
        string[] options = isStandalone ? ["--standalone", "--synced"] : ["--synced"];
        string ping = scene.Write("ping.ll", "declare i64 @pong()\ndefine i64 @ping() {\n  %r = call i64 @pong()\n  ret i64 %r\n}\n");
        string pong = scene.Write("pong.ll", "define i64 @pong() {\n  ret i64 7\n}\n");
        var loaded = (await scene.RunAsync(["load", ping, "-m", "a", "--with", $"b={pong}", .. options])).ShouldSucceed();
        Assert.Matches("^a: 1 function added, generation 1, synced, [0-9]+ ms\nb: 1 function added, generation 1, synced, [0-9]+ ms$", loaded.Text);
        Assert.Equal("7", (await scene.RunAsync("call", "ping")).ShouldSucceed().Text);
        Assert.Contains("load, synced: a, b", (await scene.RunAsync("history")).ShouldSucceed().Text, StringComparison.Ordinal);

        string fresh = scene.Write("fresh.ll", "define i64 @fresh() {\n  ret i64 1\n}\n");
        string thief = scene.Write("thief.ll", "define i64 @pong() {\n  ret i64 8\n}\n");
        var refused = await scene.RunAsync(["load", fresh, "-m", "c", "--with", $"d={thief}", .. options]);
        refused.ShouldFail("GRAFT3002", "GRAFT4025");
        Assert.Equal("7", (await scene.RunAsync("call", "ping")).ShouldSucceed().Text);
        (await scene.RunAsync("load", ping, "--with", "nothing")).ShouldBeMisuse();
        (await scene.RunAsync("load", ping, "--synced", "--sync-limit", "31")).ShouldBeMisuse();
    }
}
