using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>An arena that has no more room refuses, and goes on.</summary>
public sealed class ArenaFullSpecs
{
    private static readonly RuntimeOptions SmallArena = new() { ArenaSize = ArenaLayout.MinimumSize };

    [Theory]
    [InlineData(10_000_000, 0, 0, "code")]
    [InlineData(0, 10_000_000, 0, "read-only")]
    [InlineData(4096, 4096, 10_000_000, "data")]
    [InlineData(0, 0, ulong.MaxValue, "data")]
    public void A_region_that_is_too_small_is_named(ulong code, ulong readOnly, ulong data, string region)
    {
        using var scene = new Scene(SmallArena);
        using var agent = scene.Connect();
        var before = agent.GetStatus();
        new HandModule("a").Function("f", code => code.Return(1)).Resolve(agent);
        var e = Assert.Throws<GraftException>(() => agent.Reserve(new SlabSize(code, readOnly, data)));
        Assert.Equal("GRAFT4004", e.Diagnostics[0].Code);
        Assert.Contains($"the {region} region", e.Message, StringComparison.Ordinal);
        var after = agent.GetStatus();
        Assert.Equal((before.Code, before.ReadOnly, before.Data), (after.Code, after.ReadOnly, after.Data));
        agent.Reserve(new SlabSize(4096, 0, 0)).Dispose();
    }

    [Fact]
    public void Loading_until_it_is_full_ends_in_a_refusal_and_not_in_harm()
    {
        using var scene = new Scene(SmallArena);
        using var agent = scene.Connect();
        var e = Assert.Throws<GraftException>(() =>
        {
            for (int i = 0; i < 1000; i++)
                new HandModule($"m{i}").Function($"f{i}", code => code.Return(i)).Load(agent);
        });
        Assert.Equal("GRAFT4004", e.Diagnostics[0].Code);
        int loaded = agent.GetStatus().Modules.Count;
        Assert.True(loaded > 10);
        Assert.Equal(loaded - 1, scene.Call($"f{loaded - 1}"));
    }

    [Fact]
    public void More_functions_than_slots_are_refused_and_give_all_back()
    {
        using var scene = new Scene(SmallArena);
        using var agent = scene.Connect();
        var before = agent.GetStatus();
        var many = new HandModule("many");
        for (int i = 0; i < agent.Layout.SlotCount + 10; i++)
            many.Function($"f{i}", code => code.Return(1));
        var e = Assert.Throws<GraftException>(() => many.Resolve(agent));
        Assert.Equal("GRAFT4004", Assert.Single(e.Diagnostics).Code);
        Assert.Equal(before.Slots, agent.GetStatus().Slots);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(ulong.MaxValue)]
    public void A_size_that_no_arena_can_have_is_refused(ulong size)
    {
        var e = Assert.Throws<GraftException>(() => Graft.Runtime.Create("impossible", new RuntimeOptions { ArenaSize = size }));
        Assert.Equal("GRAFT6001", e.Diagnostics[0].Code);
    }
}
