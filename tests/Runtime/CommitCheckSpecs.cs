using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>A commit that is not what was promised changes nothing.</summary>
public sealed class CommitCheckSpecs
{
    public static TheoryData<string, Func<CommitRequest, CommitRequest>> Lies { get; } = new()
    {
        { "too few addresses", commit => commit with { Addresses = [] } },
        { "an address in the stubs", commit => commit with { Addresses = [commit.Addresses[0] - 0x10_0000, commit.Addresses[1]] } },
        { "data in the code", commit => commit with { Addresses = [commit.Addresses[0], commit.Addresses[0] + 4090] } },
        { "no nodes", commit => commit with { Nodes = NodeTable.Empty } },
        { "a definition in no node", commit => commit with { DefinedIn = [0, -1] } },
        { "a definition in a node that there is not", commit => commit with { DefinedIn = [0, 2] } },
        { "too few homes", commit => commit with { DefinedIn = [0] } },
        { "a unit that there is not", commit => commit with { Nodes = commit.Nodes with { Units = [0, 5] } } },
        { "a node that there is not", commit => commit with { Nodes = commit.Nodes with { NeedsNodes = HandNodes.Edges([[-1], []]) } } },
        { "a symbol that there is not", commit => commit with { Nodes = commit.Nodes with { NeedsSymbols = HandNodes.Edges([[99], []]) } } },
        { "edges that fall", commit => commit with { Nodes = commit.Nodes with { NeedsNodes = new([0, 1, 0], [0]) } } },
        { "edges of too few nodes", commit => commit with { Nodes = commit.Nodes with { NeedsNodes = HandNodes.Edges([[]]) } } },
        { "too many units", commit => commit with { Units = [default, default] } },
        { "initialisers outside of the slab", commit => commit with { Units = [new(0x1000, 1, 0, 0, 0, 0)] } },
        { "initialisers that are no code", commit => commit with { Units = [new(commit.Addresses[1], 1, 0, 0, 0, 0)] } },
        { "frames without an end", commit => commit with { Units = [new(0, 0, 0, 0, commit.Addresses[1], 4)] } },
        { "a fixup outside of the slab", commit => commit with { Fixups = [new(0, 0, FixupKind.Absolute64, 0x1000, 0)] } },
        { "a fixup of no kind", commit => commit with { Fixups = [new(0, 0, (FixupKind)9, commit.Addresses[1], 0)] } },
        { "a fixup of no symbol", commit => commit with { Fixups = [new(0, 9, FixupKind.Absolute64, commit.Addresses[1], 0)] } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_lie_is_refused_and_nothing_changes(string lie, Func<CommitRequest, CommitRequest> tell)
    {
        using var scene = new Scene();
        Snapshot before = StatusOf(scene);
        using (var agent = scene.Connect())
        {
            var module = new HandModule("a").Function("f", code => code.Call("f").Return()).Data("d", 0x1234);
            module.Resolve(agent);
            using var slab = module.Reserve(agent);
            var e = Assert.Throws<GraftException>(() => agent.Commit(tell(module.Write(slab))));
            Assert.True(e.Diagnostics[0].Code == "GRAFT4013", $"{lie}: {e.Message}");
        }

        Assert.Equal(before, StatusOf(scene));
        scene.Load(new HandModule("a").Function("f", code => code.Return(3)).Data("d", 1));
        Assert.Equal(3, scene.Call("f"));
    }

    [Fact]
    public void A_commit_without_a_link_or_a_second_reserve_is_out_of_order()
    {
        using var scene = new Scene();
        using (var agent = scene.Connect())
            Assert.Equal("GRAFT4013", Assert.Throws<GraftException>(() => agent.Commit(new([], [], NodeTable.Empty, [], []))).Diagnostics[0].Code);
        using (var agent = scene.Connect())
        {
            var module = new HandModule("a").Function("f", code => code.Return(3));
            module.Resolve(agent);
            module.Reserve(agent).Dispose();
            Assert.Equal("GRAFT4013", Assert.Throws<GraftException>(() => module.Reserve(agent)).Diagnostics[0].Code);
        }
    }

    [Fact]
    public void A_module_that_another_session_changed_meanwhile_is_a_conflict()
    {
        using var scene = new Scene();
        using var slow = scene.Connect();
        var module = new HandModule("a").Function("f", code => code.Return(1));
        module.Resolve(slow);
        using var slab = module.Reserve(slow);
        var commit = module.Write(slab);
        scene.Load(new HandModule("a").Function("f", code => code.Return(2)));

        var e = Assert.Throws<GraftException>(() => slow.Commit(commit));

        Assert.Equal("GRAFT4006", e.Diagnostics[0].Code);
        Assert.Equal(2, scene.Call("f"));
        module.Load(slow);
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact]
    public void Two_modules_that_define_one_symbol_at_the_same_time_end_in_a_conflict_and_then_a_duplicate()
    {
        using var scene = new Scene();
        using var slow = scene.Connect();
        var module = new HandModule("a").Function("f", code => code.Return(1));
        module.Resolve(slow);
        using var slab = module.Reserve(slow);
        var commit = module.Write(slab);
        scene.Load(new HandModule("b").Function("f", code => code.Return(2)));

        Assert.Equal("GRAFT4006", Assert.Throws<GraftException>(() => slow.Commit(commit)).Diagnostics[0].Code);
        var e = Assert.Throws<GraftException>(() => module.Load(slow));
        Assert.Equal("GRAFT3002", e.Diagnostics[0].Code);
        Assert.Contains("module a", e.Message, StringComparison.Ordinal);
        Assert.Contains("module b", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, scene.Call("f"));
    }

    private static Snapshot StatusOf(Scene scene)
    {
        using var agent = scene.Connect();
        var status = agent.GetStatus();
        return new(status.Generation, status.Modules.Count, status.Code, status.ReadOnly, status.Data, status.Slots, agent.GetSymbols().Count);
    }

    private sealed record Snapshot(
        long Generation, int Modules, RegionUse Code, RegionUse ReadOnly, RegionUse Data, RegionUse Slots, int Symbols);
}
