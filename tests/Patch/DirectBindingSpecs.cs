using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;
using static Graft.Tests.Patch.DirectBinding;

namespace Graft.Tests.Patch;

/// <summary>
/// Calls that lead to a function's own bytes reach whatever its symbol means, after patches, undos, edits back, unloads and refusals; an entry is a
/// jump exactly while something else is live.
/// </summary>
public sealed class DirectBindingSpecs : IDisposable
{
    private const string Caller = "long edited(void); long caller(void) { return edited() + 100; } long tail(void) { return edited(); }";
    private const string Edited = "long edited(void) { return STEP; }";

    private readonly Scene _scene = new(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024, UndoDepth = 20, LateBinding = LateBinding.Resolve(_ => _fallback) });
    private readonly AgentConnection _agent;

    private static nint _fallback;

    public DirectBindingSpecs() => _agent = _scene.Connect();

    public void Dispose()
    {
        _agent.Dispose();
        _scene.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_caller_of_another_module_leads_to_the_body_and_follows_patches_undos_and_redos()
    {
        var versions = await VersionsAsync(3);
        Load(_agent, "callee", versions[0]);
        Load(_agent, "caller", await CompileAsync(Caller));
        ulong first = BodyOf(_scene, "edited");
        Assert.Equal(first, FirstCallOf(BodyOf(_scene, "caller")));
        Assert.Equal(first, FirstCallOf(BodyOf(_scene, "tail")));
        Assert.Equal((CallBinding.Direct, 101), (CallsOf(_agent, "edited"), _scene.Call("caller")));

        Load(_agent, "callee", versions[1]);
        ulong second = BodyOf(_scene, "edited");
        AssertState(102, first, second);
        Load(_agent, "callee", versions[2]);
        ulong third = BodyOf(_scene, "edited");
        AssertState(103, first, third);
        Assert.False(IsOpen(second));
        _scene.Runtime.Undo();
        AssertState(102, third, second);
        _scene.Runtime.Undo();
        AssertState(101, second, first);
        _scene.Runtime.Redo();
        AssertState(102, first, second);
        Load(_agent, "callee", versions[0]); // edited back: the old bytes
        Assert.Equal(first, BodyOf(_scene, "edited"));
        AssertState(101, second, first);
        Assert.Equal(1, _scene.Call("tail"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Calls_between_functions_of_one_unit_follow_whichever_of_them_is_patched()
    {
        const string Both = "__attribute__((noinline)) long edited(void) { return A; } __attribute__((noinline)) long caller(void) { return edited() + B; }";
        for (int i = 1; i < 20; i++)
        {
            Load(_agent, "m", await CompileAsync(Both, $"-DA={i / 2}", $"-DB={(i + 1) / 2 * 100}"));
            Assert.Equal((i / 2) + ((i + 1) / 2 * 100), _scene.Call("caller"));
        }

        for (int i = 18; i > 0; i--)
        {
            _scene.Runtime.Undo();
            Assert.Equal((i / 2) + ((i + 1) / 2 * 100), _scene.Call("caller"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_waits_is_not_called_directly_and_what_never_went_live_leads_to_what_did()
    {
        var versions = await VersionsAsync(3);
        Load(_agent, "callee", versions[0]);
        ulong first = BodyOf(_scene, "edited");
        Assert.NotEqual(0, Load(_agent, "callee", await CompileAsync("long missing(void); long edited(void) { return missing(); }")).Waiting);
        Load(_agent, "caller", await CompileAsync(Caller));
        Assert.Equal((CallBinding.Stub, 101), (CallsOf(_agent, "edited"), _scene.Call("caller")));
        Assert.Equal((ulong)_scene.Runtime.GetFunctionPointer("edited"), FirstCallOf(BodyOf(_scene, "caller")));
        Assert.True(IsOpen(first));

        Load(_agent, "callee", versions[1]);
        Assert.Equal((CallBinding.Direct, 102), (CallsOf(_agent, "edited"), _scene.Call("caller")));
        Load(_agent, "other", await CompileAsync("long missing(void) { return 7; }"));
        Assert.Equal(102, _scene.Call("caller"));
        _scene.Runtime.Undo(); // other
        _scene.Runtime.Undo(); // the patch that was ready
        Assert.Equal(107, _scene.Call("caller"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_caller_that_was_linked_while_its_callee_was_replaced_reaches_the_new_one_and_keeps_the_old_ones_entry()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024, UndoDepth = 0 });
        using var agent = scene.Connect();
        using var late = scene.Connect();
        var versions = await VersionsAsync(3);
        Load(agent, "callee", versions[0]);
        byte[] caller = await CompileAsync(Caller);
        var held = new HeldAgent(late, () =>
        {
            Load(agent, "callee", versions[1]);
            Load(agent, "callee", versions[2]);
            scene.Runtime.DeclareQuiescence();
            scene.Runtime.DeclareQuiescence();
        });
        Assert.True(ModuleLoader.Load(held, "caller", [new ObjectInput("unit.o", caller)]).Succeeded);
        Assert.NotEqual(BodyOf(scene, "edited"), FirstCallOf(BodyOf(scene, "caller")));
        Assert.Equal((103, 3), (scene.Call("caller"), scene.Call("tail")));
        Assert.Contains(agent.GetStatus().Retained, retained => retained is { Module: "callee", Reason: RetentionReason.Callers });

        Load(agent, "caller", await CompileAsync("long caller(void) { return 5; } long tail(void) { return 6; }"));
        for (int i = 0; i < 4; i++)
        {
            scene.Runtime.DeclareQuiescence();
            Load(agent, "callee", versions[i % 2]);
        }

        Assert.DoesNotContain(agent.GetStatus().Retained, retained => retained.Reason == RetentionReason.Callers);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_unload_by_force_leads_direct_calls_to_the_trap_and_the_next_load_to_the_new_code()
    {
        var versions = await VersionsAsync(2);
        var empty = _agent.GetStatus();
        Load(_agent, "callee", versions[0]);
        Load(_agent, "caller", await CompileAsync(Caller));
        ulong body = BodyOf(_scene, "edited");
        _scene.Runtime.Unload("callee", force: true);
        Assert.False(IsOpen(body));
        Assert.Contains(_agent.GetStatus().Retained, retained => retained is { Module: "callee", Reason: RetentionReason.Callers, Bytes: 4096 });
        Load(_agent, "help", await CompileAsync("long help(void) { return 55; }"));
        _fallback = _scene.Runtime.GetFunctionPointer("help");
        Assert.Equal((155, 55), (_scene.Call("caller"), _scene.Call("tail")));
        Load(_agent, "callee", versions[1]);
        Assert.Equal((102, 2), (_scene.Call("caller"), _scene.Call("tail")));
        _scene.Runtime.Unload(["callee", "caller", "help"]);
        _scene.Runtime.DeclareQuiescence();
        Load(_agent, "callee", versions[0]);
        _scene.Runtime.DeclareQuiescence();
        _scene.Runtime.Unload("callee");
        Assert.Equal(empty.Code.Used, _agent.GetStatus().Code.Used);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_load_that_is_refused_vetoed_or_abandoned_changes_no_entry()
    {
        var versions = await VersionsAsync(2);
        Load(_agent, "callee", versions[0]);
        Load(_agent, "caller", await CompileAsync(Caller));
        ulong body = BodyOf(_scene, "edited");
        EventHandler<PatchingEventArgs> veto = (_, patch) => patch.Veto("not now");
        _scene.Runtime.Patching += veto;
        Assert.False(ModuleLoader.Load(_agent, "callee", [new ObjectInput("unit.o", versions[1])]).Succeeded);
        _scene.Runtime.Patching -= veto;
        Assert.False(ModuleLoader.Load(_agent, "thief", [new ObjectInput("unit.o", versions[1])]).Succeeded);
        using (var dying = _scene.Connect())
            Assert.Throws<OperationCanceledException>(() => ModuleLoader.Load(new HeldAgent(dying, () => throw new OperationCanceledException()), "callee", [new ObjectInput("unit.o", versions[1])]));
        Assert.True(IsOpen(body));
        Assert.Equal((body, 101), (BodyOf(_scene, "edited"), _scene.Call("caller")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_names_of_one_body_are_called_through_their_stubs_since_a_patch_may_part_them()
    {
        const string Names = "long edited(void) { return 1; } long other(void) __attribute__((alias(\"edited\")));";
        const string Callers = "long edited(void); long other(void); long sum(void) { return edited() * 10 + other(); }";
        Load(_agent, "callee", await CompileAsync(Names));
        Load(_agent, "caller", await CompileAsync(Callers));
        Assert.Equal((CallBinding.Stub, 11), (CallsOf(_agent, "edited"), _scene.Call("sum")));
        Load(_agent, "callee", await CompileAsync("long edited(void) { return 2; } long other(void) { return 3; }"));
        Assert.Equal((CallBinding.Direct, 23), (CallsOf(_agent, "edited"), _scene.Call("sum")));
        Load(_agent, "callee", await CompileAsync(Names));
        Assert.Equal(11, _scene.Call("sum"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_name_that_becomes_a_variable_leaves_its_callers_at_the_old_function_until_it_is_a_function_again()
    {
        var versions = await VersionsAsync(2);
        Load(_agent, "callee", versions[0]);
        Load(_agent, "caller", await CompileAsync(Caller));
        Load(_agent, "callee", await CompileAsync("long edited = 5;"));
        Assert.Equal((101, 1), (_scene.Call("caller"), _scene.Call("tail")));
        Load(_agent, "callee", versions[1]);
        Assert.Equal((102, 2), (_scene.Call("caller"), _scene.Call("tail")));
        _scene.Runtime.Undo();
        _scene.Runtime.Undo();
        Assert.Equal((101, 1), (_scene.Call("caller"), _scene.Call("tail")));
    }

    [Fact(Timeout = 120_000)]
    public async Task Functions_that_call_each_other_and_are_patched_in_turn_keep_no_chain_of_old_code()
    {
        const string Both = "long b(long); long a(long n) { return n ? b(n - 1) + A : 0; } long b(long n) { return n ? a(n - 1) + B : 0; } long run(void) { return a(4); }";
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024, UndoDepth = 2 });
        using var agent = scene.Connect();
        var versions = new byte[12][];
        for (int i = 0; i < versions.Length; i++)
            versions[i] = await CompileAsync(Both, "-fno-optimize-sibling-calls", $"-DA={(i + 1) / 2}", $"-DB={i / 2 * 100}");
        ulong most = 0;
        for (int i = 0; i < 120; i++)
        {
            int version = i % versions.Length;
            Load(agent, "m", versions[version]);
            scene.Runtime.DeclareQuiescence();
            Assert.Equal((((version + 1) / 2) + (version / 2 * 100)) * 2, scene.Call("run"));
            most = Math.Max(most, agent.GetStatus().Code.Used);
            if (i == 20)
                most = agent.GetStatus().Code.Used;
        }

        Assert.InRange(agent.GetStatus().Code.Used, 0u, 14 * 4096u);
        Assert.InRange(most, 0u, 14 * 4096u);
    }

    private void AssertState(long result, ulong closed, ulong open)
    {
        Assert.Equal(result, _scene.Call("caller"));
        Assert.Equal((false, true, open), (IsOpen(closed), IsOpen(open), BodyOf(_scene, "edited")));
        Assert.Equal((ulong)_scene.Runtime.GetFunctionPointer("edited"), FirstCallOf(closed));
    }

    private static async Task<byte[][]> VersionsAsync(int count)
    {
        var versions = new byte[count][];
        for (int i = 0; i < count; i++)
            versions[i] = await CompileAsync(Edited, $"-DSTEP={i + 1}");
        return versions;
    }
}
