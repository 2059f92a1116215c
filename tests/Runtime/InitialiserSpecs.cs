using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Initialisers run once, before anything of their unit can be called, after those that they need.</summary>
public sealed class InitialiserSpecs
{
    [Fact]
    public void An_initialiser_runs_once_and_not_again_with_a_patch()
    {
        using var scene = new Scene();
        HandModule Version(int result) => new HandModule("a") { Initialisers = { "init" } }
            .Data("count", 0)
            .Function("init", code => code.Increment("count").Return())
            .Function("get", code => code.Load("count").Return())
            .Function("version", code => code.Return(result));
        scene.Load(Version(1));
        Assert.Equal(1, scene.Call("get"));
        scene.Load(Version(2));
        Assert.Equal(2, scene.Call("version"));
        Assert.Equal(1, scene.Call("get"));
    }

    [Fact]
    public void A_unit_replaced_before_it_was_ready_runs_its_new_initialisers_and_does_not_wait_for_the_old()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a") { Initialisers = { "init" } }
            .Data("count", 0)
            .Function("init", code => code.Increment("count").Return())
            .Function("use", code => code.Call("misspelt").Return()));

        scene.Load(new HandModule("a") { Initialisers = { "init" } }
            .Data("count", 0)
            .Function("init", code => code.Increment("count").Increment("count").Return())
            .Function("use", code => code.Load("count").Return()));

        Assert.Equal(SymbolState.Ready, scene.StateOf("use"));
        Assert.Equal(2, scene.Call("use"));
    }

    [Fact]
    public void An_initialiser_may_call_its_own_unit_through_stubs()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a") { Initialisers = { "init" } }
            .Data("count", 0)
            .Function("init", code => code.Call("bump").Call("bump").Return())
            .Function("bump", code => code.Increment("count").Return()));
        Assert.Equal(2, scene.Runtime.GetData<long>("count"));
    }

    private static Scene? _exporting;
    private static SymbolState _whileInitialising;

    [Fact]
    public unsafe void An_initialiser_that_makes_the_program_export_something_is_not_overtaken_by_it()
    {
        using var scene = _exporting = new Scene();
        scene.Runtime.Export("hook", (nint)(delegate* unmanaged[Cdecl]<long>)&ExportSomething);
        scene.Load(new HandModule("a") { Initialisers = { "init" } }
            .Function("init", code => code.Call("hook").Return())
            .Function("get", code => code.Return(1)));
        Assert.Equal(SymbolState.Emitted, _whileInitialising);
        Assert.Equal(SymbolState.Ready, scene.StateOf("get"));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long ExportSomething()
    {
        _exporting!.Runtime.Export("something", 1);
        _whileInitialising = _exporting.StateOf("get");
        return 0;
    }

    [Fact]
    public void An_initialiser_waits_for_what_its_unit_needs_anywhere()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a") { Initialisers = { "init" } }
            .Data("count", 0)
            .Function("init", code => code.Increment("count").Return())
            .Function("elsewhere", code => code.Call("missing").Return()));
        Assert.Equal(SymbolState.Emitted, scene.StateOf("init"));
        Assert.Throws<GraftException>(() => scene.Runtime.GetData<long>("count"));

        scene.Load(new HandModule("b").Function("missing", code => code.Return(1)));
        Assert.Equal(1, scene.Runtime.GetData<long>("count"));
    }

    [Fact]
    public void Initialisers_run_once_although_the_unit_that_waited_with_its_own_comes_back()
    {
        using var scene = new Scene();
        scene.Load(Counting().Function("elsewhere", code => code.Call("missing").Return()));
        scene.Load(Counting().Function("elsewhere", code => code.Return(2)));
        Assert.Equal(1, scene.Runtime.GetData<long>("count"));
        scene.Runtime.Undo();
        scene.Load(new HandModule("b").Function("missing", code => code.Return(1)));
        Assert.Equal(SymbolState.Ready, scene.StateOf("elsewhere"));
        Assert.Equal((1L, 1L), (scene.Call("elsewhere"), scene.Runtime.GetData<long>("count")));

        static HandModule Counting() => new HandModule("a") { Initialisers = { "init" } }
            .Data("count", 0)
            .Function("init", code => code.Increment("count").Return());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Initialisers_of_what_is_needed_run_first(bool neededFirst)
    {
        using var scene = new Scene();
        var needed = new HandModule("needed") { Initialisers = { "init_needed" } }
            .Data("value", 0)
            .Function("init_needed", code => code.Increment("value").Return())
            .Function("get_value", code => code.Load("value").Return());
        var user = new HandModule("user") { Initialisers = { "init_user" } }
            .Data("seen", 0)
            .Function("init_user", code => code.Call("get_value").Add(0x48, 0x85, 0xC0, 0x74, 0x07).Increment("seen").Return()) // test rax, rax; jz
            .Function("get_seen", code => code.Load("seen").Return());
        scene.Load(neededFirst ? needed : user);
        scene.Load(neededFirst ? user : needed);
        Assert.Equal(1, scene.Call("get_seen"));
    }

    [Fact]
    public async Task Other_threads_wait_until_initialisers_are_through()
    {
        using var scene = new Scene();
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        Action block = () =>
        {
            started.Set();
            release.Wait(TimeSpan.FromSeconds(20));
        };
        scene.Runtime.Export("block", System.Runtime.InteropServices.Marshal.GetFunctionPointerForDelegate(block));
        var load = Task.Run(() => scene.Load(new HandModule("a") { Initialisers = { "init" } }
            .Function("init", code => code.Call("block").Return())
            .Function("f", code => code.Return(9))));
        Assert.True(started.Wait(TimeSpan.FromSeconds(20)));

        var call = Task.Run(() => scene.Call("f"));
        await Task.Delay(50);
        Assert.False(call.IsCompleted);
        Assert.Equal(SymbolState.Emitted, scene.StateOf("f"));
        release.Set();

        await load.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(9, await call.WaitAsync(TimeSpan.FromSeconds(20)));
        GC.KeepAlive(block);
    }

    [Fact]
    public void Finalisers_run_when_the_runtime_ends()
    {
        int ended = 0;
        Action note = () => ended++;
        using (var scene = new Scene())
        {
            scene.Runtime.Export("note", System.Runtime.InteropServices.Marshal.GetFunctionPointerForDelegate(note));
            scene.Load(new HandModule("a") { Finalisers = { "fini" } }.Function("fini", code => code.Call("note").Return()));
            Assert.Equal(0, ended);
        }

        Assert.Equal(1, ended);
    }
}
