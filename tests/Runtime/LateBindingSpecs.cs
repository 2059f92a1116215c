using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Graft.Tests.Runtimes;

/// <summary>A call to what is not there yet waits, fails with a message, or asks the program.</summary>
public sealed class LateBindingSpecs
{
    [Fact]
    public async Task A_call_waits_until_another_session_delivers_the_function()
    {
        using var scene = new Scene();
        nint stub = scene.Runtime.GetFunctionPointer("late");
        var call = Task.Run(() => scene.Call("late"));
        await Task.Delay(100);
        Assert.False(call.IsCompleted);

        scene.Load(new HandModule("a").Function("late", code => code.Return(42), signature: "i64 ()"));

        Assert.Equal(42, await call.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(stub, scene.Runtime.GetFunctionPointer("late"));
    }

    [Fact]
    public async Task A_call_into_an_unfinished_cycle_waits_for_all_of_it()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a")
            .Function("fa", code => code.Call("fb").AddAndReturn(1))
            .Function("leaf", code => code.Return(1)));
        var call = Task.Run(() => scene.Call("fa"));
        await Task.Delay(100);
        Assert.False(call.IsCompleted);
        scene.Load(new HandModule("b")
            .Function("fb", code => code.Call("leaf").AddAndReturn(1))
            .Function("other", code => code.Call("fa").Return()));
        Assert.Equal(3, await call.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void The_program_may_resolve_a_call_itself()
    {
        using var scene = new Scene(new RuntimeOptions
        {
            ArenaSize = 1024 * 1024,
            LateBinding = LateBinding.Resolve(name => name == "abs" ? System.Runtime.InteropServices.NativeLibrary.GetExport(
                System.Runtime.InteropServices.NativeLibrary.Load("libc.so.6"), name) : 0),
        });
        Assert.Equal(5, CallAbs(scene, -5));
    }

    [Fact]
    public void A_resolved_call_leaves_errno_as_it_was()
    {
        nint abs = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "abs");
        using var scene = new Scene(new RuntimeOptions
        {
            ArenaSize = 1024 * 1024,
            LateBinding = LateBinding.Resolve(_ =>
            {
                Marshal.SetLastSystemError(5);
                return abs;
            }),
        });
        scene.Runtime.GetFunctionPointer("abs");
        Marshal.SetLastSystemError(77);
        CallAbs(scene, -5);
        Assert.Equal(77, Marshal.GetLastSystemError());
    }

    [Fact]
    public void A_call_that_fails_names_symbol_and_caller_and_ends_the_process()
    {
        using var process = DummyProcess.Runtime(out string name);
        using (var agent = Graft.Protocol.AgentConnection.Connect(name))
            new HandModule("caller").WantsWeakly("nowhere").Function("f", code => code.Call("nowhere").Return()).Load(agent);
        process.WriteLine("call f");

        var (exitCode, errors) = process.WaitForExit();

        Assert.Equal(Graft.Runtime.LateBindingExitCode, exitCode);
        Assert.StartsWith("error GRAFT4008: module caller called 'nowhere'", errors, StringComparison.Ordinal);
        Assert.Contains("no module defines it", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain(name, Graft.Protocol.RuntimeName.Running());
    }

    [Fact]
    public void A_call_that_waited_in_vain_says_for_how_long_and_for_what()
    {
        using var process = DummyProcess.Runtime(out string name, "wait", "0.3");
        using (var agent = Graft.Protocol.AgentConnection.Connect(name))
            new HandModule("a").Function("f", code => code.Call("missing").Return()).Load(agent);
        long start = Stopwatch.GetTimestamp();
        process.WriteLine("call f");

        var (exitCode, errors) = process.WaitForExit();

        Assert.Equal(Graft.Runtime.LateBindingExitCode, exitCode);
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromSeconds(0.3));
        Assert.Contains("the program called 'f', which did not become ready within 0.3 s", errors, StringComparison.Ordinal);
        Assert.Contains("waits for 'missing' (wanted by a)", errors, StringComparison.Ordinal);
    }

    private static unsafe int CallAbs(Scene scene, int value) =>
        ((delegate* unmanaged[Cdecl]<int, int>)scene.Runtime.GetFunctionPointer("abs"))(value);
}
