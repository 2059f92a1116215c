using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Readiness is a property of whole cycles, whoever delivers their parts and in whatever order.</summary>
public sealed class CycleSpecs
{
    [Theory]
    [InlineData("ab")]
    [InlineData("ba")]
    [InlineData("abc")]
    [InlineData("acb")]
    [InlineData("bca")]
    [InlineData("cba")]
    public void A_cycle_becomes_ready_with_its_last_module_and_not_before(string order)
    {
        using var scene = new Scene();
        int size = order.Length;
        for (int i = 0; i < size; i++)
        {
            char name = order[i];
            char next = (char)('a' + ((name - 'a' + 1) % size));
            // Each passes on to the next; its own part is what it returns when asked directly.
            var reply = scene.Load(new HandModule($"m{name}")
                .Function($"cycle_{name}", code => code.Call($"value_{next}").AddAndReturn(1))
                .Function($"value_{name}", code => code.Call($"root_{next}").Return())
                .Function($"root_{name}", code => code.Return(name)));
            bool isLast = i == size - 1;
            if (!isLast)
                Assert.True(reply.Waiting > 0);
            Assert.Equal(isLast, reply.Waiting == 0);
            Assert.Equal(isLast, reply.Missing.Count == 0);
        }

        foreach (char name in order)
        {
            Assert.Equal(SymbolState.Ready, scene.StateOf($"cycle_{name}"));
            char afterNext = (char)('a' + ((name - 'a' + 2) % size));
            Assert.Equal(afterNext + 1, scene.Call($"cycle_{name}"));
        }
    }

    [Fact]
    public void What_no_cycle_holds_back_is_ready_at_once()
    {
        using var scene = new Scene();
        var reply = scene.Load(new HandModule("a")
            .Function("free", code => code.Return(7))
            .Function("bound", code => code.Call("missing").Return()));

        Assert.Equal((1, 1), (reply.Ready, reply.Waiting));
        Assert.Equal(new MissingSymbol("missing", "a", "unit.o", ""), Assert.Single(reply.Missing));
        Assert.Equal(7, scene.Call("free"));
        Assert.Equal(SymbolState.Emitted, scene.StateOf("bound"));
        Assert.Equal(SymbolState.Declared, scene.StateOf("missing"));
    }

    [Fact]
    public void A_weak_want_holds_nobody_back()
    {
        using var scene = new Scene();
        var reply = scene.Load(new HandModule("a")
            .WantsWeakly("perhaps")
            .Function("f", code => code.Call("perhaps").Return()));
        Assert.Equal((1, 0), (reply.Ready, reply.Waiting));
        Assert.Empty(reply.Missing);
    }

    [Fact]
    public async Task A_wait_ends_when_another_session_delivers_the_rest()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("fa", code => code.Call("fb").Return()));
        var waiting = Task.Run(() =>
        {
            using var agent = scene.Connect();
            agent.Wait(["fa", "fb"], SymbolState.Ready, TimeSpan.FromSeconds(30));
        });
        await Task.Delay(50);
        Assert.False(waiting.IsCompleted);

        scene.Load(new HandModule("b").Function("fb", code => code.Return(5)));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_wait_that_times_out_says_what_is_missing()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("fa", code => code.Call("fb").Return()));
        using var agent = scene.Connect();
        agent.Wait(["fa"], SymbolState.Emitted, TimeSpan.FromSeconds(10));

        var e = Assert.Throws<GraftException>(() => agent.Wait(["fa"], SymbolState.Ready, TimeSpan.FromMilliseconds(20)));

        Assert.Equal("GRAFT4007", e.Diagnostics[0].Code);
        Assert.Contains("'fa' is emitted, not ready", e.Message, StringComparison.Ordinal);
        Assert.Contains("waits for 'fb'", e.Message, StringComparison.Ordinal);
    }
}
