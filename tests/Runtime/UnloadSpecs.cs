using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>A module goes with all that it had, unless somebody needs it.</summary>
public sealed class UnloadSpecs
{
    private static HandModule Callee(int result = 7) => new HandModule("callee").Function("f", code => code.Return(result));

    private static HandModule Caller() => new HandModule("caller").Function("g", code => code.Call("f").AddAndReturn(1));

    [Fact(Timeout = 60_000)]
    public async Task A_function_that_waits_and_came_back_by_a_redo_can_be_called_by_its_initialiser_when_the_live_one_is_gone()
    {
        using var scene = new Scene();
        string[] withEntries = ["-O1", "-fPIC", "-ffunction-sections", "-fpatchable-function-entry=8", "-falign-functions=16"];
        await ObjectModule.LoadWellAsync(scene, "old", "__attribute__((weak)) long f(void) { return 1; }", withEntries);
        await ObjectModule.LoadAsync(scene, "new",
            "extern long late; long seen; long f(void) { return late; } __attribute__((constructor)) static void begin(void) { seen = f(); }", withEntries);
        scene.Runtime.Undo();
        scene.Runtime.Redo();
        scene.Runtime.Unload("old", force: true);

        var load = Task.Run(() => ObjectModule.LoadWellAsync(scene, "late", "long late = 5;"));

        Assert.Same(load, await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(20)))); // not in a circle of entry and trap
        await load;
        Assert.Equal((5L, 5L), (scene.Runtime.GetData<long>("seen"), scene.Call("f")));
    }

    [Fact]
    public void What_nobody_refers_to_goes_with_its_memory_and_its_slots()
    {
        using var scene = new Scene();
        var before = StatusOf(scene);
        scene.Load(new HandModule("m") { Initialisers = { "init" } }
            .Data("d", 1)
            .Function("init", code => code.Increment("d").Return())
            .Function("f", code => code.Call("missing").Return()));
        scene.Load(new HandModule("m") { Initialisers = { "init" } }
            .Data("d", 1)
            .Function("init", code => code.Increment("d").Return())
            .Function("f", code => code.Call("getpid").Return()));
        var reply = scene.Runtime.Unload("m");
        Assert.Empty(reply.Trapped);
        Assert.Empty(reply.Diagnostics);
        Assert.Equal(3, reply.Removed);
        Assert.Equal((ulong)(6 * 4096), reply.Freed);
        Assert.Equal(before with { Generation = 3 }, StatusOf(scene));
    }

    [Fact]
    public void A_module_that_others_call_stays_and_the_callers_are_named()
    {
        using var scene = new Scene();
        scene.Load(Callee());
        scene.Load(Caller());
        var before = StatusOf(scene);

        var e = Assert.Throws<GraftException>(() => scene.Runtime.Unload("callee"));

        Assert.Equal("GRAFT4018", e.Diagnostics[0].Code);
        Assert.Contains("module caller: unit unit.o refers to 'f'; unload caller first or together with it", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, StatusOf(scene));
        Assert.Equal(8, scene.Call("g"));
        scene.Runtime.Unload("caller");
        scene.Runtime.Unload("callee");
    }

    [Fact]
    public void By_force_calls_lead_to_the_trap_until_the_function_is_there_again()
    {
        using var scene = new Scene();
        scene.Load(Callee());
        scene.Load(Caller());
        Assert.Equal(8, scene.Call("g"));

        var reply = scene.Runtime.Unload("callee", force: true);

        Assert.Equal([new Dependent("caller", "unit.o", "f")], reply.Trapped);
        Assert.Equal(SymbolState.Emitted, scene.StateOf("g"));
        Assert.Equal(["f"], StatusOf(scene).Missing);
        long result = 0;
        var call = new Thread(() => result = scene.Call("g"));
        call.Start();
        Assert.False(call.Join(200), "the call did not wait");
        scene.Load(Callee(20));
        Assert.True(call.Join(TimeSpan.FromSeconds(30)), "the call still waits");
        Assert.Equal(21, result);
        Assert.Equal(SymbolState.Ready, scene.StateOf("g"));
    }

    [Fact]
    public void Readiness_is_taken_back_from_all_that_stood_on_it()
    {
        using var scene = new Scene();
        scene.Load(Callee());
        scene.Load(Caller());
        scene.Load(new HandModule("top").Function("h", code => code.Call("g").Return()).Function("apart", code => code.Return(1)));
        Assert.Equal(SymbolState.Ready, scene.StateOf("h"));

        scene.Runtime.Unload("callee", force: true);

        Assert.Equal(SymbolState.Emitted, scene.StateOf("h"));
        Assert.Equal(SymbolState.Ready, scene.StateOf("apart"));
        scene.Load(new HandModule("late").Function("user", code => code.Call("h").Return()));
        Assert.Equal(SymbolState.Emitted, scene.StateOf("user"));
        scene.Load(Callee());
        Assert.Equal(SymbolState.Ready, scene.StateOf("user"));
        Assert.Equal(8, scene.Call("user"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Data_that_others_use_keeps_its_module_even_by_force(bool force)
    {
        using var scene = new Scene();
        scene.Load(new HandModule("owner").Data("shared", 3).Function("f", code => code.Return(1)));
        scene.Load(new HandModule("user").Function("g", code => code.Load("shared").Return()).Function("h", code => code.Call("f").Return()));

        var e = Assert.Throws<GraftException>(() => scene.Runtime.Unload("owner", force));

        Assert.Equal("GRAFT4018", e.Diagnostics[0].Code);
        Assert.Contains("data 'shared'", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, scene.Call("g"));
        Assert.Equal(1, scene.Call("h"));
    }

    [Fact]
    public void Modules_that_need_each_other_go_together_or_not_at_all()
    {
        using var scene = new Scene();
        var before = StatusOf(scene);
        scene.Load(new HandModule("a").Data("da", 1).Function("fa", code => code.Call("fb").Return()));
        scene.Load(new HandModule("b").Function("fb", code => code.Load("da").Return()));
        Assert.Equal(1, scene.Call("fa"));
        Assert.Throws<GraftException>(() => scene.Runtime.Unload("a", force: true));
        Assert.Throws<GraftException>(() => scene.Runtime.Unload(["a", "b", "c"]));
        Assert.Equal(1, scene.Call("fa"));
        scene.Runtime.Unload(["a", "b"]);
        Assert.Equal(before with { Generation = 3, Slots = before.Slots + 1, Symbols = before.Symbols + 1 }, StatusOf(scene)); // the test holds fa
    }

    [Fact]
    public void Loaded_again_a_module_is_like_new()
    {
        using var scene = new Scene();
        HandModule Module() => new HandModule("m") { Initialisers = { "init" } }
            .Data("count", 0)
            .Function("init", code => code.Increment("count").Return())
            .Function("bump", code => code.Increment("count").Return());
        for (int i = 0; i < 3; i++)
        {
            scene.Load(Module());
            Assert.Equal(2, scene.Call("bump"));
            scene.Runtime.Unload("m");
        }
    }

    private static readonly List<long> Ended = [];

    [UnmanagedCallersOnly]
    private static long NoteEnd(long value)
    {
        Ended.Add(value);
        return 0;
    }

    [Fact]
    public unsafe void Finalisers_run_once_and_only_for_what_was_initialised()
    {
        Ended.Clear();
        var scene = new Scene();
        scene.Runtime.Export("note_end", (nint)(delegate* unmanaged<long, long>)&NoteEnd);
        HandModule Module(string name, int value, string? missing) => new HandModule(name) { Finalisers = { $"end_{name}" } }
            .Function($"end_{name}", code => code.Add(0xBF).Add(BitConverter.GetBytes(value)).TailCall("note_end"), hidden: true) // mov edi, value
            .Function($"use_{name}", code => missing is null ? code.Return(1) : code.Call(missing).Return());
        scene.Load(Module("ready", 1, null));
        scene.Load(Module("stays", 2, null));
        scene.Load(new HandModule("waits") { Initialisers = { "init_waits" }, Finalisers = { "end_waits" } }
            .Function("init_waits", code => code.Return())
            .Function("end_waits", code => code.Add(0xBF).Add(BitConverter.GetBytes(3)).TailCall("note_end"))
            .Function("use_waits", code => code.Call("missing").Return()));
        scene.Runtime.Unload("ready");
        scene.Runtime.Unload("waits");
        Assert.Equal([1], Ended);
        scene.Dispose();
        Assert.Equal([1, 2], Ended);
    }

    private static readonly ManualResetEventSlim Finalising = new();
    private static readonly ManualResetEventSlim MayGoOn = new();

    [UnmanagedCallersOnly]
    private static long Pause(long value)
    {
        Finalising.Set();
        MayGoOn.Wait(TimeSpan.FromSeconds(30));
        return value;
    }

    [Fact]
    public unsafe void An_unload_is_finished_when_the_process_that_asked_for_it_is_killed()
    {
        using var scene = new Scene();
        scene.Runtime.Export("pause", (nint)(delegate* unmanaged<long, long>)&Pause);
        var before = StatusOf(scene);
        scene.Load(new HandModule("m") { Finalisers = { "end" } }.Function("end", code => code.TailCall("pause")));
        using (var process = new DummyProcess("unload", scene.Name, "m"))
        {
            Assert.True(Finalising.Wait(TimeSpan.FromSeconds(30)));
            process.Kill();
        }

        MayGoOn.Set();
        Assert.True(SpinWait.SpinUntil(() => StatusOf(scene).Modules == 0, TimeSpan.FromSeconds(30)));
        var after = StatusOf(scene);
        Assert.Equal((before.Code, before.ReadOnly, before.Slots), (after.Code, after.ReadOnly, after.Slots));
    }

    [Fact]
    public void What_never_became_ready_can_be_unloaded()
    {
        using var scene = new Scene();
        var before = StatusOf(scene);
        scene.Load(Caller());
        scene.Runtime.Unload("caller");
        Assert.Equal(before with { Generation = 2 }, StatusOf(scene));
        scene.Load(Callee());
        scene.Load(Caller());
        Assert.Equal(8, scene.Call("g"));
    }

    [Fact]
    public void A_module_that_there_is_not_is_told_with_those_that_are()
    {
        using var scene = new Scene();
        scene.Load(Callee());
        var e = Assert.Throws<GraftException>(() => scene.Runtime.Unload("calle"));
        Assert.Equal("GRAFT4019", e.Diagnostics[0].Code);
        Assert.Contains("it holds callee", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_was_told_addresses_of_the_module_is_a_conflict()
    {
        using var scene = new Scene();
        scene.Load(Callee());
        using var agent = scene.Connect();
        var module = Caller();
        module.Resolve(agent);
        using var slab = module.Reserve(agent);
        scene.Runtime.Unload("callee");

        Assert.Equal("GRAFT4006", Assert.Throws<GraftException>(() => agent.Commit(module.Write(slab))).Diagnostics[0].Code);
        module.Load(agent);
        scene.Load(Callee());
        Assert.Equal(8, scene.Call("g"));
    }

    [Fact]
    public void A_link_of_the_module_itself_is_a_conflict()
    {
        using var scene = new Scene();
        scene.Load(Callee());
        using var agent = scene.Connect();
        var module = Callee(9);
        module.Resolve(agent);
        using var slab = module.Reserve(agent);
        scene.Runtime.Unload("callee");
        Assert.Equal("GRAFT4006", Assert.Throws<GraftException>(() => agent.Commit(module.Write(slab))).Diagnostics[0].Code);
        module.Load(agent);
        Assert.Equal(9, scene.Call("f"));
    }

    [Fact]
    public void A_pointer_that_the_program_holds_keeps_its_slot()
    {
        using var scene = new Scene();
        scene.Load(Callee());
        nint pointer = scene.Runtime.GetFunctionPointer("f");
        scene.Runtime.Unload("callee");
        scene.Load(new HandModule("other").Function("z", code => code.Return(1)));
        Assert.Equal(pointer, scene.Runtime.GetFunctionPointer("f"));
        Assert.NotEqual(pointer, scene.Runtime.GetFunctionPointer("z"));
        scene.Load(Callee(11));
        Assert.Equal(11, scene.Call("f"));
    }

    [Fact]
    public void Code_that_was_replaced_keeps_the_data_that_it_used_in_memory()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("owner").Data("shared", 3));
        scene.Load(new HandModule("user").Function("g", code => code.Load("shared").Return()));
        scene.Load(new HandModule("user").Function("g", code => code.Return(1)));
        ulong data = StatusOf(scene).Data;

        var reply = scene.Runtime.Unload("owner");

        Assert.Equal("GRAFT4012", Assert.Single(reply.Diagnostics).Code);
        Assert.Equal(data, StatusOf(scene).Data);
    }

    [Theory]
    [InlineData(true, "a call of one of its functions is running")]
    [InlineData(false, "a thread waits in its code")]
    public void While_a_call_of_it_runs_or_waits_a_module_stays(bool byAgent, string why)
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        scene.Load(new HandModule("m").Function("ready", code => code.Call("hook").Return()));
        scene.Load(new HandModule("hook").Function("hook", code => code.Return(1)));
        scene.Runtime.Unload("hook", force: true);
        var call = new Thread(() =>
        {
            if (byAgent)
                agent.Call(new CallRequest("ready", [], ValueClass.Integral), TimeSpan.FromSeconds(30));
            else
                scene.Call("ready");
        });
        // Not Ready any more, but live: such a function may still be called.
        call.Start();
        Assert.True(SpinWait.SpinUntil(() => IsRefused(scene, why), TimeSpan.FromSeconds(30)));

        scene.Load(new HandModule("hook").Function("hook", code => code.Return(1)));
        Assert.True(call.Join(TimeSpan.FromSeconds(30)));
        scene.Runtime.Unload("m");
    }

    // The module is in use by another one too, so that it stays whether or not the call has begun.
    private static bool IsRefused(Scene scene, string why)
    {
        scene.Load(new HandModule("user").Function("user", code => code.Call("ready").Return()));
        string message = Assert.Throws<GraftException>(() => scene.Runtime.Unload("m")).Message;
        scene.Runtime.Unload("user");
        return message.Contains(why, StringComparison.Ordinal);
    }

    private static Snapshot StatusOf(Scene scene)
    {
        using var agent = scene.Connect();
        var status = agent.GetStatus();
        return new(
            status.Generation, status.Modules.Count, status.Code.Used, status.ReadOnly.Used, status.Data.Used, status.Slots.Used,
            new([.. status.Missing.Select(missing => missing.Name)]), agent.GetSymbols().Count);
    }

    private sealed record Snapshot(
        long Generation, int Modules, ulong Code, ulong ReadOnly, ulong Data, ulong Slots, Names Missing, int Symbols);

    private sealed class Names(IEnumerable<string> names) : List<string>(names), IEquatable<Names>
    {
        public bool Equals(Names? other) => other is not null && this.SequenceEqual(other);

        public override bool Equals(object? obj) => Equals(obj as Names);

        public override int GetHashCode() => Count;
    }
}
