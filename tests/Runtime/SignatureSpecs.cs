using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>A slot belongs to a name and a signature: nobody is led to code of another type.</summary>
public sealed class SignatureSpecs
{
    [Fact]
    public void A_caller_of_another_signature_waits_and_is_told()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("f", code => code.Return(1), signature: "i64 (i32)"));

        var reply = scene.Load(new HandModule("b").Wants("f", "i64 (i64)").Function("g", code => code.Call("f").Return()));

        Assert.Equal((0, 1), (reply.Ready, reply.Waiting));
        var warning = Assert.Single(reply.Diagnostics);
        Assert.Equal("GRAFT3005", warning.Code);
        Assert.Contains("'i64 (i64)'", warning.Message, StringComparison.Ordinal);
        Assert.Contains("'i64 (i32)'", warning.Message, StringComparison.Ordinal);
        Assert.Contains("module a", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_signature_leaves_old_callers_at_the_old_code_and_names_them()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("f", code => code.Return(1), signature: "i64 (i32)"));
        scene.Load(new HandModule("old").Wants("f", "i64 (i32)").Function("old_caller", code => code.Call("f").Return(), unit: "old.o"));

        var reply = scene.Load(new HandModule("a").Function("f", code => code.Return(2), signature: "i64 (i64)"));

        var warning = Assert.Single(reply.Diagnostics);
        Assert.Equal("GRAFT3005", warning.Code);
        Assert.Contains("unit old.o of module old", warning.Message, StringComparison.Ordinal);
        Assert.Equal(1, scene.Call("old_caller"));
        scene.Load(new HandModule("new").Wants("f", "i64 (i64)").Function("new_caller", code => code.Call("f").Return()));
        Assert.Equal(2, scene.Call("new_caller"));

        // Once rebuilt, nobody is left to be told of.
        scene.Load(new HandModule("old").Wants("f", "i64 (i64)").Function("old_caller", code => code.Call("f").Return(), unit: "old.o"));
        Assert.Equal(2, scene.Call("old_caller"));
        reply = scene.Load(new HandModule("a").Function("f", code => code.Return(3), signature: "i64 (i64)"));
        Assert.Empty(reply.Diagnostics);
        Assert.Equal(3, scene.Call("old_caller"));
    }

    [Theory]
    [InlineData("i64 (i32)", "")]
    [InlineData("", "i64 (i32)")]
    [InlineData("i64 (i32)", "i64 (...)")]
    [InlineData("i64 (...)", "i64 (i32)")]
    public void An_unknown_signature_matches_by_name_in_either_order(string defined, string wanted)
    {
        foreach (bool definedFirst in (bool[])[true, false])
        {
            using var scene = new Scene();
            var definer = new HandModule("a").Function("f", code => code.Return(1), signature: defined);
            var caller = new HandModule("b").Wants("f", wanted).Function("g", code => code.Call("f").Return());
            scene.Load(definedFirst ? definer : caller);
            var reply = scene.Load(definedFirst ? caller : definer);
            Assert.Empty(reply.Diagnostics);
            Assert.Equal(1, scene.Call("g"));
            scene.Load(new HandModule("a").Function("f", code => code.Return(2), signature: defined));
            Assert.Equal(2, scene.Call("g"));
        }
    }

    [Fact]
    public void Typed_and_untyped_callers_that_came_first_both_reach_a_definition_and_its_patches()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("untyped").Function("g", code => code.Call("f").Return()));
        scene.Load(new HandModule("typed").Wants("f", "i64 ()").Function("h", code => code.Call("f").Return()));
        for (int version = 1; version <= 3; version++)
        {
            scene.Load(new HandModule("a").Function("f", code => code.Return(version), signature: "i64 ()"));
            Assert.Equal((version, version), (scene.Call("g"), scene.Call("h")));
        }
    }
}
