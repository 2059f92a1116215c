using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Fields whose symbol comes later are filled then, and hold their node back until then.</summary>
public sealed class FixupSpecs
{
    [Fact]
    public unsafe void Late_fields_get_their_formula()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        FlatList<SymbolWant> wants = [new(Utf8Name.From("late"), SymbolKind.Unknown, SymbolBinding.Strong, Utf8Name.Empty, 0)];
        var definition = new SymbolDefinition(Utf8Name.From("fields"), 0, SymbolKind.Data, SymbolBinding.Strong, false, Utf8Name.Empty, 24, 1);
        var reply = agent.Resolve(new("a", [new("u.o", 1)], [], [definition], wants));
        Assert.Equal(new WantBinding(SymbolKind.Unknown, 0, 0, false, SymbolState.Declared), reply.Wants[0]);
        using var slab = agent.Reserve(new SlabSize(0, 0, 64));
        ulong fields = slab.DataAddress;
        var committed = agent.Commit(new(
            [fields],
            [0], HandNodes.Table(new HandNode(0, [], [1])),
            [default],
            [
                new(0, 1, FixupKind.Absolute64, fields, 5),
                new(0, 1, FixupKind.PcRelative64, fields + 8, -3),
                new(0, 1, FixupKind.PcRelative32, fields + 16, 1),
            ]));
        Assert.Equal((0, 1), (committed.Ready, committed.Waiting));
        Assert.Equal(0UL, *(ulong*)fields);

        scene.Load(new HandModule("b").Data("late", 1));

        Assert.Equal(SymbolState.Ready, scene.StateOf("fields"));
        ulong late = agent.GetSymbols().First(symbol => symbol.Name == "late").Address;
        Assert.Equal(late + 5, *(ulong*)fields);
        Assert.Equal(late - 3 - (fields + 8), *(ulong*)(fields + 8));
        Assert.Equal((int)(late + 1 - (fields + 16)), *(int*)(fields + 16));
    }

    [Fact]
    public unsafe void A_pointer_wanted_by_name_alone_gets_the_stub_of_a_function_that_others_wanted_by_signature()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        FlatList<SymbolWant> wants = [new(Utf8Name.From("late"), SymbolKind.Unknown, SymbolBinding.Strong, Utf8Name.Empty, 0)];
        var definition = new SymbolDefinition(Utf8Name.From("pointer"), 0, SymbolKind.Data, SymbolBinding.Strong, false, Utf8Name.Empty, 8, 1);
        agent.Resolve(new("a", [new("u.o", 1)], [], [definition], wants));
        using var slab = agent.Reserve(new SlabSize(0, 0, 64));
        ulong field = slab.DataAddress;
        agent.Commit(new([field], [0], HandNodes.Table(new HandNode(0, [], [1])), [default], [new(0, 1, FixupKind.Absolute64, field, 0)]));
        scene.Load(new HandModule("c").Wants("late", "i64 ()").Function("caller", code => code.Call("late").Return()));

        scene.Load(new HandModule("b").Function("late", code => code.Return(7), signature: "i64 ()"));

        Assert.Equal((ulong)scene.Runtime.GetFunctionPointer("late"), *(ulong*)field);
    }

    [Fact]
    public void A_distance_that_does_not_fit_fails_its_node_only()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        FlatList<SymbolWant> wants = [new(Utf8Name.From("far"), SymbolKind.Unknown, SymbolBinding.Strong, Utf8Name.Empty, 0)];
        var definition = new SymbolDefinition(Utf8Name.From("field"), 0, SymbolKind.Data, SymbolBinding.Strong, false, Utf8Name.Empty, 8, 1);
        agent.Resolve(new("a", [new("u.o", 1)], [], [definition], wants));
        using var slab = agent.Reserve(new SlabSize(0, 0, 64));
        agent.Commit(new(
            [slab.DataAddress], [0], HandNodes.Table(new HandNode(0, [], [1])), [default],
            [new(0, 1, FixupKind.PcRelative32, slab.DataAddress, 0)]));

        scene.Runtime.Export("far", 0x10);

        Assert.Equal(SymbolState.Failed, scene.StateOf("field"));
        scene.Load(new HandModule("b").Function("f", code => code.Return(1)));
        Assert.Equal(1, scene.Call("f"));
    }
}
