using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Who wins when a symbol is defined more than once.</summary>
public sealed class DuplicateSpecs
{
    [Fact]
    public void A_second_strong_definition_is_refused_naming_both_modules()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("first").Function("f", code => code.Return(1), unit: "one.o"));
        var e = Assert.Throws<GraftException>(() =>
            scene.Load(new HandModule("second").Function("f", code => code.Return(2), unit: "two.o")));
        Assert.Equal("GRAFT3002", Assert.Single(e.Diagnostics).Code);
        Assert.Contains("unit two.o of module second and by unit one.o of module first", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact]
    public void A_unit_of_the_same_module_that_is_not_linked_now_counts_too()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("m").Function("f", code => code.Return(1), unit: "one.o"));
        var second = new HandModule("m").Function("f", code => code.Return(2), unit: "two.o");
        Assert.Equal("GRAFT3002", Assert.Throws<GraftException>(() => scene.Load(second)).Diagnostics[0].Code);
        second.RemovedUnits.Add("one.o");
        scene.Load(second);
        Assert.Equal(2, scene.Call("f"));
    }

    [Fact]
    public void A_weak_definition_yields_to_what_is_there()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        new HandModule("first").Function("f", code => code.Return(1)).Load(agent);
        var second = new HandModule("second")
            .Function("f", code => code.Return(2), binding: SymbolBinding.Weak)
            .Function("g", code => code.Call("f").Return());
        second.Load(agent);
        Assert.Equal(DefinitionOutcome.Yield, second.Reply.Definitions[0].Outcome);
        Assert.Equal((1, 1), (scene.Call("f"), scene.Call("g")));
    }

    [Fact]
    public void A_strong_function_takes_over_from_a_weak_one()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("first").Function("f", code => code.Return(1), binding: SymbolBinding.Weak).Function("g", code => code.Call("f").Return()));
        Assert.Equal(1, scene.Call("g"));
        scene.Load(new HandModule("second").Function("f", code => code.Return(2)));
        Assert.Equal(2, scene.Call("g"));
    }

    [Fact]
    public void Hidden_and_local_symbols_of_one_name_do_not_meet()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("f", code => code.Return(1), hidden: true).Function("ga", code => code.Call("f").Return()));
        scene.Load(new HandModule("b").Function("f", code => code.Return(2), binding: SymbolBinding.Local).Function("gb", code => code.Call("f").Return()));
        scene.Load(new HandModule("c").Function("f", code => code.Return(3)).Function("gc", code => code.Call("f").Return()));
        Assert.Equal((1, 2, 3, 3), (scene.Call("ga"), scene.Call("gb"), scene.Call("gc"), scene.Call("f")));
    }

    [Fact]
    public void A_hidden_definition_satisfies_what_its_module_wanted_before()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("g", code => code.Call("f").Return(), unit: "one.o"));
        scene.Load(new HandModule("a").Function("f", code => code.Return(4), hidden: true, unit: "two.o"));
        Assert.Equal(4, scene.Call("g"));
    }

    [Fact]
    public void A_removed_definition_is_retained_with_a_warning()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("f", code => code.Return(1)).Function("old", code => code.Return(5)));
        scene.Load(new HandModule("b").Function("caller", code => code.Call("old").Return()));
        var reply = scene.Load(new HandModule("a").Function("f", code => code.Return(2)));
        var warning = Assert.Single(reply.Diagnostics);
        Assert.Equal("GRAFT4036", warning.Code);
        Assert.Contains("'old'", warning.Message, StringComparison.Ordinal);
        Assert.Equal(5, scene.Call("caller"));

        scene.Load(new HandModule("c").Function("old", code => code.Return(6)));
        Assert.Equal(6, scene.Call("caller"));
    }
}
