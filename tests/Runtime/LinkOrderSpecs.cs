using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>A module with a link order sees what it names and has a namespace of its own, as a JITDylib has.</summary>
public sealed class LinkOrderSpecs
{
    private static HandModule Definer(string module, int value, params string[] order) =>
        new HandModule(module) { LinkOrder = order }.Function("f", code => code.Return(value)).Function($"f_of_{module}", code => code.Call("f").Return());

    private static HandModule User(string module, params string[] order) =>
        new HandModule(module) { LinkOrder = order }.Function($"use_{module}", code => code.Call("f").Return());

    [Fact]
    public void Two_modules_that_do_not_see_each_other_may_define_one_name()
    {
        using var scene = new Scene();
        scene.Load(Definer("a", 1, "a"));
        scene.Load(Definer("b", 2, "b"));
        Assert.Equal((1, 2), (scene.Call("f_of_a"), scene.Call("f_of_b")));
    }

    [Theory]
    [InlineData(1, "a", "b")]
    [InlineData(2, "b", "a")]
    [InlineData(2, "missing", "b")]
    [InlineData(9, "flat")]
    [InlineData(1, "a", "flat")]
    public void The_first_module_of_the_order_that_defines_a_name_gives_it(int expected, params string[] order)
    {
        using var scene = new Scene();
        scene.Load(Definer("a", 1, "a"));
        scene.Load(Definer("b", 2, "b"));
        scene.Load(new HandModule("flat").Function("f", code => code.Return(9)));
        scene.Load(User("user", order));
        Assert.Equal(expected, scene.Call("use_user"));
    }

    [Fact]
    public void What_a_module_defines_itself_comes_before_its_order()
    {
        using var scene = new Scene();
        scene.Load(Definer("a", 1, "a"));
        scene.Load(Definer("b", 2, "a"));
        Assert.Equal(2, scene.Call("f_of_b"));
    }

    [Fact]
    public void What_is_not_in_the_order_is_not_seen_now_or_later()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("flat").Function("f", code => code.Return(9)));
        scene.Load(User("user", "late"));
        Assert.Equal(SymbolState.Emitted, scene.StateOf("use_user"));
        scene.Load(Definer("other", 3, "other"));
        Assert.Equal(SymbolState.Emitted, scene.StateOf("use_user"));
        scene.Load(Definer("late", 4, "late"));
        Assert.Equal(4, scene.Call("use_user"));
    }

    [Fact]
    public void The_process_comes_last()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("m") { LinkOrder = ["m"] }.Function("use", code => code.Call("getpid").Return()));
        Assert.Equal(Environment.ProcessId, scene.Call("use"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_module_without_an_order_sees_namespaces_after_what_modules_share(bool userFirst)
    {
        using var scene = new Scene();
        var user = new HandModule("flat").Function("use_flat", code => code.Call("f").Return());
        if (userFirst)
            scene.Load(user);
        scene.Load(Definer("a", 1, "a"));
        scene.Load(Definer("b", 2, "b"));
        if (!userFirst)
            scene.Load(user);
        Assert.Equal(1, scene.Call("use_flat"));
        scene.Load(new HandModule("shared").Function("f", code => code.Return(9)));
        scene.Load(new HandModule("later").Function("use_later", code => code.Call("f").Return()));
        Assert.Equal((9, 1, 2), (scene.Call("use_later"), scene.Call("f_of_a"), scene.Call("f_of_b")));
    }

    [Fact]
    public void Modules_that_share_a_namespace_still_must_not_define_one_name()
    {
        using var scene = new Scene();
        scene.Load(Definer("a", 1, "a"));
        scene.Load(new HandModule("x").Function("f", code => code.Return(5)));
        var e = Assert.Throws<GraftException>(() => scene.Load(new HandModule("y").Function("f", code => code.Return(6))));
        Assert.Equal("GRAFT3002", e.Diagnostics[0].Code);
    }

    [Fact]
    public void Hidden_symbols_are_not_seen_through_an_order()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a") { LinkOrder = ["a"] }.Function("f", code => code.Return(1), hidden: true).Function("g", code => code.Call("f").Return()));
        scene.Load(User("user", "a"));
        Assert.Equal(1, scene.Call("g"));
        Assert.Equal(SymbolState.Emitted, scene.StateOf("use_user"));
    }

    [Fact]
    public void Data_of_one_name_is_two_things_in_two_namespaces()
    {
        using var scene = new Scene();
        HandModule Counter(string module) => new HandModule(module) { LinkOrder = [module] }
            .Data("count", 0)
            .Function($"bump_{module}", code => code.Increment("count").Return());
        scene.Load(Counter("a"));
        scene.Load(Counter("b"));
        Assert.Equal((1, 2, 1), (scene.Call("bump_a"), scene.Call("bump_a"), scene.Call("bump_b")));
    }

    [Fact]
    public void A_patch_keeps_the_order_and_the_namespace()
    {
        using var scene = new Scene();
        scene.Load(Definer("a", 1, "a"));
        scene.Load(Definer("b", 2, "b"));
        scene.Load(new HandModule("b").Function("f", code => code.Return(7)).Function("f_of_b", code => code.Call("f").Return()));
        Assert.Equal((1, 7), (scene.Call("f_of_a"), scene.Call("f_of_b")));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("a", "b")]
    public void A_loaded_module_cannot_get_another_order(params string[] order)
    {
        using var scene = new Scene();
        scene.Load(Definer("a", 1, "a"));
        Assert.Equal("GRAFT4020", Assert.Throws<GraftException>(() => scene.Load(Definer("a", 1, order))).Diagnostics[0].Code);
        scene.Runtime.Unload("a");
        scene.Load(Definer("a", 5, order));
        Assert.Equal(5, scene.Call("f_of_a"));
    }

    [Fact]
    public void A_cycle_across_namespaces_is_ready_as_a_whole()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a") { LinkOrder = ["b"] }.Function("fa", code => code.Call("fb").AddAndReturn(1)).Function("one", code => code.Return(1)));
        Assert.Equal(SymbolState.Emitted, scene.StateOf("fa"));
        scene.Load(new HandModule("b") { LinkOrder = ["a"] }.Function("fb", code => code.Call("one").AddAndReturn(1)).Function("two", code => code.Call("fa").Return()));
        Assert.Equal(3, scene.Call("fa"));
        Assert.Equal(3, scene.Call("two"));
    }

    [Fact]
    public void Unloaded_by_force_a_namespace_is_waited_for()
    {
        using var scene = new Scene();
        scene.Load(Definer("a", 1, "a"));
        scene.Load(Definer("b", 2, "b"));
        scene.Load(User("user", "a", "b"));
        Assert.Throws<GraftException>(() => scene.Runtime.Unload("a"));
        scene.Runtime.Unload("a", force: true);
        Assert.Equal(SymbolState.Emitted, scene.StateOf("use_user"));
        scene.Load(Definer("a", 3, "a"));
        Assert.Equal(3, scene.Call("use_user"));
    }

    [Fact]
    public void Unloaded_by_force_a_shared_name_is_taken_from_a_namespace_that_has_it()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("shared").Function("f", code => code.Return(9)));
        scene.Load(Definer("a", 1, "a"));
        scene.Load(new HandModule("flat").Function("use_flat", code => code.Call("f").Return()));
        Assert.Equal(9, scene.Call("use_flat"));
        scene.Runtime.Unload("shared", force: true);
        Assert.Equal(1, scene.Call("use_flat"));
        Assert.Equal(SymbolState.Ready, scene.StateOf("use_flat"));
    }
}
