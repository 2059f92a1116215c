using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Data keeps address and value while its type is unchanged.</summary>
public sealed class DataSpecs
{
    [Fact]
    public void A_patch_of_the_code_leaves_the_data_alive()
    {
        using var scene = new Scene();
        HandModule Version(sbyte step) => new HandModule("a")
            .Data("count", 100)
            .Function("next", code => code.Increment("count").AddAndReturn(step));
        scene.Load(Version(0));
        ref long count = ref scene.Runtime.GetData<long>("count");
        Assert.Equal(101, scene.Call("next"));
        count = 500;

        scene.Load(Version(1));

        Assert.Equal(502, scene.Call("next"));
        Assert.Equal(501, count);
        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(ref count, ref scene.Runtime.GetData<long>("count")));
    }

    [Theory]
    [InlineData("i32", 4, "8 bytes (i64) to 4 bytes (i32)")]
    [InlineData("double", 8, "8 bytes (i64) to 8 bytes (double)")]
    public void Another_type_is_refused_and_the_runtime_goes_on(string signature, ulong size, string change)
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Data("d", 1).Function("f", code => code.Return(1)));
        var e = Assert.Throws<GraftException>(() =>
            scene.Load(new HandModule("a").Data("d", 1, signature, size).Function("f", code => code.Return(2))));
        Assert.Equal("GRAFT4005", Assert.Single(e.Diagnostics).Code);
        Assert.Contains(change, e.Message, StringComparison.Ordinal);
        Assert.Equal(1, scene.Call("f"));
        Assert.Equal(1, scene.Runtime.Generation);
    }

    [Fact]
    public void A_changed_initialiser_is_seen_once_by_its_digest()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        new HandModule("a").Data("d", 1).Load(agent);
        var changed = new HandModule("a").Data("d", 2);
        changed.Load(agent);
        Assert.NotEqual(changed.Request.Definitions[0].Digest, changed.Reply.Definitions[0].PreviousDigest);
        changed.Load(agent);
        Assert.Equal(changed.Request.Definitions[0].Digest, changed.Reply.Definitions[0].PreviousDigest);
        Assert.Equal(DefinitionOutcome.Keep, changed.Reply.Definitions[0].Outcome);
        Assert.Equal(1, scene.Runtime.GetData<long>("d"));
    }

    [Fact]
    public void Data_of_another_module_is_reached_by_its_address()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Data("d", 7));
        using var agent = scene.Connect();
        var reply = agent.Resolve(new(
            "b", [new("u.o", 1)], [], [], [new SymbolWant(Utf8Name.From("d"), SymbolKind.Unknown, SymbolBinding.Strong, Utf8Name.From("[0 x i64]"), 0)]));
        var binding = Assert.Single(reply.Wants);
        Assert.Equal((SymbolKind.Data, 0UL, SymbolState.Ready), (binding.Kind, binding.Stub, binding.State));
        unsafe
        {
            Assert.Equal(7, *(long*)binding.Address);
        }
    }

    [Fact]
    public void The_program_cannot_get_data_that_is_not_there_or_of_another_size()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Data("d", 7).Function("f", code => code.Return(1)));
        Assert.Equal("GRAFT3001", Assert.Throws<GraftException>(() => scene.Runtime.GetData<long>("nothing")).Diagnostics[0].Code);
        Assert.Equal("GRAFT4009", Assert.Throws<GraftException>(() => scene.Runtime.GetData<int>("d")).Diagnostics[0].Code);
        Assert.Equal("GRAFT4009", Assert.Throws<GraftException>(() => scene.Runtime.GetData<long>("f")).Diagnostics[0].Code);
    }
}
