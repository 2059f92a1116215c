using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Calls of a runtime's functions from another process.</summary>
public sealed class CallSpecs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public void Integers_and_doubles_arrive_in_their_own_order()
    {
        using var scene = new Scene();
        // rax = rdi - rsi + r9; xmm0 = xmm0 / xmm7
        scene.Load(new HandModule("a")
            .Function("integers", code => code.Add(0x48, 0x89, 0xF8, 0x48, 0x29, 0xF0, 0x4C, 0x01, 0xC8).Return())
            .Function("doubles", code => code.Add(0xF2, 0x0F, 0x5E, 0xC7).Return())
            .Function("floats", code => code.Add(0xF3, 0x0F, 0x5E, 0xC1).Return()));
        using var agent = scene.Connect();

        CallValue[] mixed = [.. Enumerable.Range(1, 6).Select(i => CallValue.FromInteger(i * -10)), .. Enumerable.Range(1, 8).Select(i => CallValue.FromDouble(i))];
        Assert.Equal(-50, agent.Call(new("integers", mixed, ValueClass.Integral), Limit).AsInteger());
        Assert.Equal(1.0 / 8, agent.Call(new("doubles", mixed, ValueClass.Binary64), Limit).AsDouble());
        Assert.Equal(
            0.75, agent.Call(new("floats", [CallValue.FromFloat(1.5f), CallValue.FromFloat(2)], ValueClass.Binary32), Limit).AsDouble());
    }

    [Fact]
    public void A_text_is_a_c_string_for_the_time_of_the_call()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("length", code => code.TailCall("strlen")));
        using var agent = scene.Connect();
        Assert.Equal(7, agent.Call(new("length", [CallValue.FromText("Grüße")], ValueClass.Integral), Limit).AsInteger());
    }

    [Fact]
    public void What_cannot_be_called_says_why()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("waits", code => code.Call("missing").Return()).Function("f", code => code.Return(1)).Data("d", 1));
        using var agent = scene.Connect();
        AssertNotCallable(agent, "nothing", [], "no module defines it");
        AssertNotCallable(agent, "waits", [], "waits for 'missing'");
        AssertNotCallable(agent, "d", [], "is no function");
        AssertNotCallable(agent, "f", [.. Enumerable.Repeat(CallValue.FromInteger(0), 7)], "at most 6 integers");
        Assert.Equal(1, agent.Call(new("f", [], ValueClass.Integral), Limit).AsInteger());
    }

    [Fact]
    public async Task A_long_call_holds_up_nobody_else()
    {
        using var scene = new Scene();
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        Action block = () =>
        {
            started.Set();
            release.Wait(TimeSpan.FromSeconds(30));
        };
        scene.Runtime.Export("block", System.Runtime.InteropServices.Marshal.GetFunctionPointerForDelegate(block));
        scene.Load(new HandModule("a").Function("long_call", code => code.TailCall("block")).Function("f", code => code.Return(1)));
        var call = Task.Run(() =>
        {
            using var agent = scene.Connect();
            agent.Call(new("long_call", [], ValueClass.Void), Limit);
        });
        Assert.True(started.Wait(Limit));

        scene.Load(new HandModule("a").Function("long_call", code => code.TailCall("block")).Function("f", code => code.Return(2)));
        Assert.Equal(2, scene.Call("f"));
        Assert.False(call.IsCompleted);
        release.Set();
        await call.WaitAsync(Limit);
        GC.KeepAlive(block);
    }

    [Fact]
    public void A_call_that_kills_the_runtime_is_told()
    {
        using var process = DummyProcess.Runtime(out string name);
        using var agent = AgentConnection.Connect(name);
        new HandModule("a").Function("crash", code => code.Add(0x0F, 0x0B)).Load(agent); // ud2
        var e = Assert.Throws<GraftException>(() => agent.Call(new("crash", [], ValueClass.Void), Limit));
        Assert.Equal("GRAFT4002", e.Diagnostics[0].Code);
        Assert.NotEqual(0, process.WaitForExit().ExitCode);
    }

    [Fact]
    public void A_program_that_does_not_want_to_be_ended_is_not()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        Assert.Equal("GRAFT6001", Assert.Throws<GraftException>(agent.Shutdown).Diagnostics[0].Code);
        int asked = 0;
        scene.Runtime.ShutdownRequested += (_, _) => asked++;
        agent.Shutdown();
        Assert.Equal(1, asked);
        scene.Runtime.WaitForShutdown();
    }

    private static void AssertNotCallable(AgentConnection agent, string function, CallValue[] arguments, string why)
    {
        var e = Assert.Throws<GraftException>(() => agent.Call(new(function, arguments, ValueClass.Integral), Limit));
        Assert.Equal("GRAFT4009", e.Diagnostics[0].Code);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }
}
