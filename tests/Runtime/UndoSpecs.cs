using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>An undo leads calls to the code from before; it is a generation itself, and a redo takes it back.</summary>
public sealed class UndoSpecs
{
    [Fact]
    public void Undo_and_redo_go_through_the_versions_of_a_function_in_both_directions()
    {
        using var scene = new Scene();
        for (int version = 1; version <= 4; version++)
            scene.Load(Version(version));
        Assert.Equal(4, scene.Call("f"));

        var undo = scene.Runtime.Undo();
        Assert.Equal((5, 1, 0, 0), (undo.Generation, undo.Patched, undo.Retained, undo.Waiting));
        Assert.Equal([4L], undo.Reverses);
        Assert.Equal(["m"], undo.Modules);
        Assert.Equal(3, scene.Call("f"));
        Assert.Equal([3L], scene.Runtime.Undo().Reverses);
        Assert.Equal(2, scene.Call("f"));

        var redo = scene.Runtime.Redo();
        Assert.Equal((7, 1), (redo.Generation, redo.Patched));
        Assert.Equal(3, scene.Call("f"));
        Assert.Equal([4L], scene.Runtime.Redo().Reverses);
        Assert.Equal(4, scene.Call("f"));
        Assert.Equal("GRAFT4028", Refusal(() => scene.Runtime.Redo()).Code);
        Assert.Equal(8, scene.Runtime.Generation);
    }

    [Fact]
    public void With_a_generation_it_and_all_after_it_are_taken_back_and_one_redo_brings_them_all_back()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        scene.Load(new HandModule("user").Function("g", code => code.Call("f").AddAndReturn(10)));
        scene.Load(Version(2));
        scene.Load(new HandModule("user").Function("g", code => code.Call("f").AddAndReturn(20)));
        scene.Load(Version(3));
        Assert.Equal(23, scene.Call("g"));

        var undo = scene.Runtime.Undo(3);
        Assert.Equal([5L, 4L, 3L], undo.Reverses);
        Assert.Equal(["m", "user"], undo.Modules);
        Assert.Equal(11, scene.Call("g"));
        Assert.Equal([3L, 4L, 5L], scene.Runtime.Redo().Reverses);
        Assert.Equal(23, scene.Call("g"));
    }

    [Fact]
    public void The_next_load_compares_with_what_is_live()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        var first = UnitsOf(scene);
        scene.Load(Version(2));
        var second = UnitsOf(scene);
        Assert.NotEqual(first, second);
        scene.Runtime.Undo();
        Assert.Equal(first, UnitsOf(scene));
        scene.Runtime.Redo();
        Assert.Equal(second, UnitsOf(scene));
        scene.Runtime.Undo();
        scene.Load(Version(3));
        Assert.Equal(3, scene.Call("f"));
        scene.Runtime.Undo();
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact]
    public void A_load_ends_the_redo_and_what_was_undone_stays_so()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        scene.Load(Version(2));
        scene.Runtime.Undo();
        scene.Load(new HandModule("other").Function("other", code => code.Return(1)));
        Assert.Equal("GRAFT4028", Refusal(() => scene.Runtime.Redo()).Code);
        var refusal = Refusal(() => scene.Runtime.Undo(2));
        Assert.Equal("GRAFT4028", refusal.Code);
        Assert.Contains("taken back already, by generation 3", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact]
    public void Data_keeps_address_and_value_and_another_initialiser_is_told()
    {
        using var scene = new Scene();
        scene.Load(Counter(1, initial: 40));
        ref long count = ref scene.Runtime.GetData<long>("count");
        Assert.Equal(41, scene.Call("bump"));
        scene.Load(Counter(2, initial: 70));
        Assert.Equal(42, scene.Call("bump"));

        var undo = scene.Runtime.Undo();
        Assert.Equal("GRAFT4010", Assert.Single(undo.Diagnostics).Code);
        Assert.Equal(43, scene.Call("bump"));
        Assert.Equal(43, count);
        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(ref count, ref scene.Runtime.GetData<long>("count")));
    }

    [Fact]
    public void What_a_generation_added_stays_for_those_who_hold_its_address()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        scene.Load(Version(2).Function("added", code => code.Return(7)).Data("fresh", 5));
        nint pointer = scene.Runtime.GetFunctionPointer("added");
        scene.Runtime.GetData<long>("fresh") = 6;

        var undo = scene.Runtime.Undo();
        Assert.Equal(2, undo.Retained);
        Assert.Equal(7, scene.Call("added"));
        Assert.Equal(pointer, scene.Runtime.GetFunctionPointer("added"));
        Assert.Equal(1, scene.Call("f"));

        Assert.Equal(2, scene.Runtime.Redo().Restored);
        Assert.Equal(6, scene.Runtime.GetData<long>("fresh"));
        Assert.Equal(2, scene.Call("f"));
    }

    [Fact]
    public void A_module_that_was_added_has_no_units_any_more_and_comes_back_as_it_was()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        scene.Load(new HandModule("late") { Initialisers = { "init" } }
            .Data("state", 1)
            .Function("init", code => code.Increment("state").Return())
            .Function("get", code => code.Load("state").Return()));
        Assert.Equal(2, scene.Call("get"));

        scene.Runtime.Undo();
        using (var agent = scene.Connect())
            Assert.Equal(0, agent.GetStatus().Modules.Single(module => module.Name == "late").Units);
        scene.Runtime.Redo();
        Assert.Equal(2, scene.Call("get")); // its initialiser ran once

        scene.Runtime.Undo();
        scene.Runtime.Unload("late");
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact]
    public void A_changed_signature_is_taken_back_for_old_and_new_callers()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("m").Function("f", code => code.Return(1), "i32 (i32)"));
        scene.Load(new HandModule("old").Function("g", code => code.Call("f").Return()).Wants("f", "i32 (i32)"));
        scene.Load(new HandModule("m").Function("f", code => code.Return(2), "i32 (i64)"));
        Assert.Equal(1, scene.Call("g"));
        Assert.Equal(2, scene.Call("f"));

        scene.Runtime.Undo();
        Assert.Equal(1, scene.Call("f"));
        Assert.Equal(1, scene.Call("g"));
        scene.Load(new HandModule("m").Function("f", code => code.Return(3), "i32 (i32)"));
        Assert.Equal(3, scene.Call("g"));
        Assert.Equal(3, scene.Call("f"));
    }

    [Fact]
    public void A_definition_that_an_edit_removed_is_its_modules_again()
    {
        using var scene = new Scene();
        scene.Load(Version(1).Function("gone", code => code.Return(5)));
        Assert.Contains(scene.Load(Version(2)).Diagnostics, diagnostic => diagnostic.Code == "GRAFT4012");
        Assert.Equal(1, scene.Runtime.Undo().Restored);
        Assert.Equal(5, scene.Call("gone"));
        Assert.Contains(scene.Load(Version(2)).Diagnostics, diagnostic => diagnostic.Code == "GRAFT4012");
    }

    [Fact]
    public void A_unit_that_was_removed_comes_back()
    {
        using var scene = new Scene();
        scene.Load(Version(1).Function("second", code => code.Return(5), unit: "second.o"));
        var removal = Version(2);
        removal.RemovedUnits.Add("second.o");
        scene.Load(removal);
        Assert.Equal(["unit.o"], UnitsOf(scene).Select(unit => unit.Name));
        scene.Runtime.Undo();
        Assert.Equal(["second.o", "unit.o"], UnitsOf(scene).Select(unit => unit.Name).Order());
        Assert.Equal((1, 5), (scene.Call("f"), scene.Call("second")));
    }

    [Fact]
    public void A_waiting_version_is_taken_back_and_becomes_ready_after_a_redo()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        scene.Load(new HandModule("m").Function("f", code => code.Call("missing").AddAndReturn(1)));
        Assert.Equal(SymbolState.Emitted, scene.StateOf("f"));
        Assert.Equal(1, scene.Call("f"));

        Assert.Equal(0, scene.Runtime.Undo().Waiting);
        Assert.Equal(SymbolState.Ready, scene.StateOf("f"));
        Assert.Empty(StatusOf(scene).Missing);
        Assert.Equal(1, scene.Runtime.Redo().Waiting);
        Assert.Equal(["missing"], StatusOf(scene).Missing.Select(missing => missing.Name));
        scene.Load(new HandModule("late").Function("missing", code => code.Return(8)));
        Assert.Equal(9, scene.Call("f"));
        Assert.Equal(SymbolState.Ready, scene.StateOf("f"));
    }

    [Fact]
    public void What_waits_for_a_module_uses_it_on_when_that_is_taken_back()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("user").Function("g", code => code.Call("f").AddAndReturn(1)));
        scene.Load(Version(1));
        scene.Load(Version(2));
        Assert.Equal([3L, 2L], scene.Runtime.Undo(2).Reverses);
        Assert.Equal(SymbolState.Ready, scene.StateOf("g"));
        Assert.Equal(2, scene.Call("g"));
    }

    [Fact]
    public void A_stronger_definition_of_another_module_is_taken_back()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("weak").Function("f", code => code.Return(1), binding: SymbolBinding.Weak));
        scene.Load(new HandModule("user").Function("g", code => code.Call("f").Return()));
        scene.Load(new HandModule("strong").Function("f", code => code.Return(2)));
        Assert.Equal(2, scene.Call("g"));
        scene.Runtime.Undo();
        Assert.Equal(1, scene.Call("g"));
        scene.Runtime.Redo();
        Assert.Equal(2, scene.Call("g"));
    }

    [Fact]
    public void Nothing_from_before_an_unload_can_be_taken_back()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        scene.Load(new HandModule("other").Function("other", code => code.Return(1)));
        scene.Runtime.Unload("other");
        var refusal = Refusal(() => scene.Runtime.Undo());
        Assert.Equal("GRAFT4028", refusal.Code);
        Assert.Contains("generation 3 unloaded other", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("GRAFT4029", Refusal(() => scene.Runtime.Undo(1)).Code);
        scene.Load(Version(2));
        scene.Runtime.Undo();
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact]
    public void Only_as_many_generations_as_the_program_said_are_kept()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, UndoDepth = 2 });
        for (int version = 1; version <= 4; version++)
            scene.Load(Version(version));
        Assert.Equal("GRAFT4029", Refusal(() => scene.Runtime.Undo(2)).Code);
        scene.Runtime.Undo();
        scene.Runtime.Undo();
        Assert.Equal("GRAFT4028", Refusal(() => scene.Runtime.Undo()).Code);
        Assert.Equal(2, scene.Call("f"));

        using var without = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, UndoDepth = 0 });
        without.Load(Version(1));
        Assert.Contains("UndoDepth", Refusal(() => without.Runtime.Undo()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_history_tells_who_did_what_and_what_is_in_effect()
    {
        using var scene = new Scene();
        var patched = new List<GenerationRecord>();
        scene.Runtime.Patched += (_, e) => patched.Add(e.Commit);
        scene.Load(Version(1));
        scene.Load(Version(2));
        using (var agent = scene.Connect())
            agent.Undo();

        var history = scene.Runtime.GetHistory();
        Assert.Equal([GenerationKind.Load, GenerationKind.Load, GenerationKind.Undo], history.Select(record => record.Kind));
        Assert.Equal([0L, 3L, 0L], history.Select(record => record.UndoneBy));
        Assert.Equal([true, false, false], history.Select(record => record.CanUndo));
        Assert.Equal([2L], history[2].Reverses);
        Assert.All(history, record => Assert.Contains($"({Environment.ProcessId})", record.Author, StringComparison.Ordinal));
        Assert.All(history, record => Assert.InRange(DateTimeOffset.UtcNow - record.Time, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        Assert.Equal([1L, 2L, 3L], patched.Select(record => record.Generation));
        scene.Runtime.Redo();
        Assert.All(scene.Runtime.GetHistory(), record => Assert.Equal(0, record.UndoneBy));
    }

    [Fact]
    public void A_link_that_began_before_an_undo_is_told_to_begin_again()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        scene.Load(Version(2));
        using var agent = scene.Connect();
        var third = Version(3);
        third.Resolve(agent);
        using var slab = third.Reserve(agent);
        var commit = third.Write(slab);
        scene.Runtime.Undo();
        Assert.Equal("GRAFT4006", Assert.Throws<GraftException>(() => agent.Commit(commit)).Diagnostics[0].Code);
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact]
    public async Task Threads_that_call_meanwhile_get_one_version_or_the_other()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        scene.Load(new HandModule("user").Function("g", code => code.Call("f").AddAndReturn(10)));
        scene.Load(Version(2));
        using var stop = new CancellationTokenSource();
        Task<(long Calls, bool IsSound)>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            long calls = 0;
            bool isSound = true;
            for (; !stop.IsCancellationRequested; calls++)
                isSound &= scene.Call("g") is 11 or 12;
            return (calls, isSound);
        }, TaskCreationOptions.LongRunning))];
        for (int i = 0; i < 300; i++)
        {
            scene.Runtime.Undo();
            Assert.Equal(11, scene.Call("g"));
            scene.Runtime.Redo();
            Assert.Equal(12, scene.Call("g"));
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(callers), caller => Assert.True(caller is { Calls: > 0, IsSound: true }));
    }

    private static HandModule Version(int version) => new HandModule("m").Function("f", code => code.Return(version));

    private static HandModule Counter(int version, long initial) => new HandModule("m")
        .Data("count", initial)
        .Function("version", code => code.Return(version))
        .Function("bump", code => code.Increment("count").Return());

    private static Diagnostic Refusal(Action action) => Assert.Throws<GraftException>(action).Diagnostics[0];

    private static IReadOnlyList<UnitState> UnitsOf(Scene scene)
    {
        using var agent = scene.Connect();
        return agent.OpenModule("m").Units;
    }

    private static RuntimeStatus StatusOf(Scene scene)
    {
        using var agent = scene.Connect();
        return agent.GetStatus();
    }
}
