namespace Graft.Tests.Cli;

/// <summary>
/// The strict scenario: modules that call each other are loaded by processes that know nothing of each other, in any order.
/// </summary>
public sealed class CycleSpecs
{
    /// <summary>Each function hands on what is left of its argument, and what comes back grows by one.</summary>
    private static string Link(string name, string next) => $$"""
        declare i64 @{{next}}(i64)
        define i64 @{{name}}(i64 %rounds) {
          %done = icmp sle i64 %rounds, 0
          br i1 %done, label %stop, label %go_on
        stop:
          ret i64 0
        go_on:
          %left = sub i64 %rounds, 1
          %below = call i64 @{{next}}(i64 %left)
          %result = add i64 %below, 1
          ret i64 %result
        }
        """;

    [Theory(Timeout = 120_000)]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task Two_modules_that_call_each_other_are_loaded_in_either_order(string first, string second)
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("pair");

        (await scene.LoadIrAsync(first, Link(first, second))).ShouldSucceed();
        (await scene.RunAsync("wait", first, "--state", "emitted")).ShouldSucceed();
        (await scene.RunAsync("wait", first, "--timeout", "0.1")).ShouldFail("GRAFT4007", first, $"waits for '{second}'");
        (await scene.RunAsync("call", first, "4")).ShouldFail("GRAFT4009", first, second);
        (await scene.LoadIrAsync(second, Link(second, first))).ShouldSucceed();

        (await scene.RunAsync("wait", "a", "b", "--state", "ready")).ShouldSucceed();
        Assert.Equal("7", (await scene.RunAsync("call", "a", "7")).ShouldSucceed().Text);
        Assert.Equal("8", (await scene.RunAsync("call", "b", "8")).ShouldSucceed().Text);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("a", "b", "c")]
    [InlineData("c", "b", "a")]
    [InlineData("b", "a", "c")]
    public async Task A_cycle_of_three_is_ready_as_a_whole_once_its_last_module_is_there(params string[] order)
    {
        ArgumentNullException.ThrowIfNull(order);
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("ring");

        foreach (string module in order)
        {
            foreach (string name in order)
                (await scene.RunAsync("wait", name, "--timeout", "0")).ShouldFail("GRAFT4007", name);
            (await scene.LoadIrAsync(module, Link(module, Next(module)))).ShouldSucceed();
        }

        (await scene.RunAsync("wait", "a", "b", "c", "--timeout", "0")).ShouldSucceed();
        Assert.Equal("100", (await scene.RunAsync("call", "a", "100")).ShouldSucceed().Text);
    }

    [Fact(Timeout = 120_000)]
    public async Task Processes_that_load_a_cycle_at_the_same_time_do_not_disturb_each_other()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("ring");

        var loads = await Task.WhenAll(new[] { "a", "b", "c" }.Select(module => scene.LoadIrAsync(module, Link(module, Next(module)))));

        Assert.All(loads, load => load.ShouldSucceed());
        (await scene.RunAsync("wait", "a", "b", "c", "--timeout", "0")).ShouldSucceed();
        Assert.Equal("9", (await scene.RunAsync("call", "c", "9")).ShouldSucceed().Text);
    }

    private static string Next(string module) => module switch { "a" => "b", "b" => "c", _ => "a" };
}
