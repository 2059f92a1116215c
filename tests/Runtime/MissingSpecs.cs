using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>What a runtime says is missing is what its modules, as they are now, wait for.</summary>
public sealed class MissingSpecs
{
    [Fact]
    public void A_symbol_that_two_units_want_is_still_missing_when_the_first_of_them_does_without()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("m")
            .Function("f", code => code.Call("missing").Return(), unit: "first.o")
            .Function("g", code => code.Call("missing").Return(), unit: "second.o"));
        Assert.Equal(["missing for first.o"], Missing(scene));

        scene.Load(new HandModule("m").Function("f", code => code.Return(1), unit: "first.o"));

        Assert.Equal(["missing for second.o"], Missing(scene));
        using var agent = scene.Connect();
        Assert.Contains(agent.GetSymbols("m"), symbol => symbol is { Name: "missing", Module: "m", Unit: "second.o" });
    }

    [Fact]
    public void A_hidden_definition_is_found_by_a_unit_that_waited_behind_another()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("m")
            .Function("f", code => code.Call("inner").Return(), unit: "first.o")
            .Function("g", code => code.Call("inner").Return(), unit: "second.o"));
        scene.Load(new HandModule("m").Function("f", code => code.Return(1), unit: "first.o"));
        scene.Load(new HandModule("m").Function("inner", code => code.Return(4), hidden: true, unit: "third.o"));
        Assert.Equal(4, scene.Call("g"));
    }

    [Fact]
    public void What_only_replaced_code_lacked_is_missed_by_nobody()
    {
        using var scene = new Scene();
        for (int i = 0; i < 3; i++)
        {
            string missing = $"missing_{i}";
            scene.Load(new HandModule("m").Function("f", code => code.Call(missing).Return()));
            Assert.Equal([$"{missing} for unit.o"], Missing(scene));
        }

        scene.Load(new HandModule("m").Function("f", code => code.Return(1)));
        Assert.Empty(Missing(scene));
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact]
    public void Replaced_code_that_is_still_the_only_definition_becomes_ready()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("m").Function("f", code => code.Call("missing").Return()).Function("g", code => code.Call("missing").Return()));
        scene.Load(new HandModule("m").Function("g", code => code.Return(1)));
        scene.Load(new HandModule("user").Function("h", code => code.Call("f").Return()));
        scene.Load(new HandModule("late").Function("missing", code => code.Return(6)));
        Assert.Equal(6, scene.Call("h"));
    }

    [Fact]
    public void A_module_that_waits_says_so_when_it_is_opened_again()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("m").Function("f", code => code.Call("missing").Return()));
        using var agent = scene.Connect();
        var state = agent.OpenModule("m");
        Assert.Equal((1, "missing"), (state.Waiting, Assert.Single(state.Missing).Name));
        scene.Load(new HandModule("late").Function("missing", code => code.Return(6)));
        Assert.Empty(agent.OpenModule("m").Missing);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(3_000_000)]
    public void A_limit_that_the_system_cannot_wait_for_is_refused(double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LateBinding.Wait(TimeSpan.FromSeconds(seconds)));

    private static List<string> Missing(Scene scene)
    {
        using var agent = scene.Connect();
        return [.. agent.GetStatus().Missing.Select(missing => $"{missing.Name} for {missing.Unit}")];
    }
}
