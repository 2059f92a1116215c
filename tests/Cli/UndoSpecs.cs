namespace Graft.Tests.Cli;

/// <summary>What was loaded last is taken back by the command line, in runtimes and by clients that are processes.</summary>
public sealed class UndoSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task A_chain_of_loads_of_two_modules_is_undone_redone_and_edited_further()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("r");
        Assert.Equal("nothing was loaded yet", (await scene.RunAsync("history")).ShouldSucceed().Text);
        (await scene.RunAsync("undo")).ShouldFail("GRAFT4028", "nothing was loaded");
        (await scene.LoadIrAsync("callee", Callee(1))).ShouldSucceed();
        (await scene.LoadIrAsync("caller", Caller(10))).ShouldSucceed();
        (await scene.LoadIrAsync("callee", Callee(2))).ShouldSucceed();
        (await scene.LoadIrAsync("caller", Caller(20))).ShouldSucceed();
        Assert.Equal("22", await CallAsync(scene));

        Assert.Equal("caller: generation 4 taken back, 1 function patched, generation 5", (await scene.RunAsync("undo")).ShouldSucceed().Text);
        Assert.Equal("12", await CallAsync(scene));
        Assert.Equal("caller: generation 4 in effect again, 1 function patched, generation 6", (await scene.RunAsync("redo")).ShouldSucceed().Text);
        Assert.Equal("22", await CallAsync(scene));
        var back = (await scene.RunAsync("undo", "3", "--json")).ShouldSucceed().Json();
        Assert.Equal([4L, 3L], back.GetProperty("reverses").EnumerateArray().Select(generation => generation.GetInt64()));
        Assert.Equal("11", await CallAsync(scene));

        Assert.Contains("nothing changed", (await scene.LoadIrAsync("callee", Callee(1))).ShouldSucceed().Text, StringComparison.Ordinal);
        (await scene.RunAsync("redo")).ShouldSucceed(); // what changes nothing is no load
        (await scene.RunAsync("undo", "3")).ShouldSucceed();
        Assert.Contains("1 function patched", (await scene.LoadIrAsync("callee", Callee(2))).ShouldSucceed().Text, StringComparison.Ordinal);
        Assert.Equal("12", await CallAsync(scene));
        (await scene.RunAsync("redo")).ShouldFail("GRAFT4028");
        (await scene.RunAsync("undo", "4")).ShouldFail("GRAFT4028", "generation 4 is taken back already, by generation 9");
        (await scene.RunAsync("undo", "9")).ShouldFail("GRAFT4029");

        string[][] history = [.. (await scene.RunAsync("history")).ShouldSucceed().Text.Split('\n').Skip(1).Select(line => line.Split('\t'))];
        Assert.Equal(["load: callee", "load: caller", "load: callee", "load: caller", "undo of 4: caller", "redo of 4: caller",
            "undo of 4, 3: caller, callee", "redo of 3, 4: callee, caller", "undo of 4, 3: caller, callee", "load: callee"], history.Select(row => row[2]));
        Assert.Equal(["can be undone", "can be undone", "undone by 9", "undone by 9", "", "", "", "", "", "can be undone"], history.Select(row => row[^1]));
        Assert.StartsWith("graft load (", history[0][^2], StringComparison.Ordinal);
        Assert.StartsWith("graft undo (", history[4][^2], StringComparison.Ordinal);
        (await scene.RunAsync("undo", "0")).ShouldBeMisuse();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_client_that_is_killed_leaves_the_state_that_the_history_tells()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("r");
        (await scene.LoadIrAsync("callee", Callee(1))).ShouldSucceed();
        (await scene.LoadIrAsync("callee", Callee(2))).ShouldSucceed();
        for (int round = 0; round < 4; round++)
        {
            using var client = scene.StartDummy("undo", "r");
            Assert.NotNull(await client.StandardOutput.ReadLineAsync());
            await Task.Delay(round * 7);
            client.Kill();
            await client.WaitForExitAsync();

            var history = (await scene.RunAsync("history", "--json")).ShouldSucceed().Json();
            bool isUndone = history.EnumerateArray().Last().GetProperty("kind").GetString() == "Undo";
            Assert.Equal(isUndone ? "1" : "2", (await scene.RunAsync("call", "callee")).ShouldSucceed().Text);
            if (isUndone)
                (await scene.RunAsync("redo")).ShouldSucceed();
        }
    }

    private static string Callee(int result) => $"define i64 @callee() {{\n  ret i64 {result}\n}}\n";

    private static string Caller(int plus) =>
        $"declare i64 @callee()\ndefine i64 @caller() {{\n  %r = call i64 @callee()\n  %s = add i64 %r, {plus}\n  ret i64 %s\n}}\n";

    private static async Task<string> CallAsync(GraftScene scene) => (await scene.RunAsync("call", "caller")).ShouldSucceed().Text;
}
