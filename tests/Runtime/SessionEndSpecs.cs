using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes;

/// <summary>A session that ends before its commit leaves the runtime as it was.</summary>
public sealed class SessionEndSpecs
{
    [Fact]
    public void A_handler_that_throws_is_told_and_does_not_take_the_committed_code_back()
    {
        using var scene = new Scene();
        scene.Runtime.Patched += (_, _) => throw new InvalidOperationException("a defect of the program");
        var reply = scene.Load(new HandModule("a").Function("f", code => code.Return(7)));
        var told = Assert.Single(reply.Diagnostics);
        Assert.Equal(DiagnosticCatalog.PatchHandlerFailed.Code, told.Code);
        Assert.Contains("a defect of the program", told.Message, StringComparison.Ordinal);
        using (var agent = scene.Connect())
            Assert.NotEqual(0UL, agent.GetStatus().Code.Used);
        Assert.Equal(7, scene.Call("f"));
    }

    [Fact]
    public void Killing_a_linking_process_gives_back_all_that_it_was_granted()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        new HandModule("a").Function("f", code => code.Call("missing").Return()).Load(agent);
        var before = agent.GetStatus();
        int symbolsBefore = agent.GetSymbols().Count;

        using (var process = new DummyProcess("reserve", scene.Name))
        {
            Assert.Equal("reserved", process.ReadLine());
            var during = agent.GetStatus();
            Assert.True(during.Code.Used >= before.Code.Used + 100_000);
            Assert.Equal(before.Slots.Used + 2, during.Slots.Used);
            Assert.Equal(SymbolState.Resolved, scene.StateOf("unfinished_function"));
            process.Kill();
        }

        WaitUntil(() => agent.GetStatus().Code == before.Code);
        var after = agent.GetStatus();
        Assert.Equal(before with { Modules = after.Modules, Missing = after.Missing, Faults = after.Faults }, after);
        Assert.Equal(symbolsBefore, agent.GetSymbols().Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_process_that_is_killed_between_stage_and_commit_leaves_everything_as_it_was()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "a", "static long count; long step(void) { return count += 1; } long f(void) { return 1; }");
        Assert.Equal(1, scene.Call("step"));
        using var agent = scene.Connect();
        var before = agent.GetStatus();
        var symbols = agent.GetSymbols();
        string folder = Directory.CreateTempSubdirectory("graft-runtime-").FullName;
        try
        {
            const string Edited = "static long count; long step(void) { return count += 10; } long f(void) { return 2; } long more(void) { return 3; }";
            string path = Path.Combine(folder, "unit.o");
            await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(Edited, "-O1", "-fPIC"));
            using (var process = new DummyProcess("stage", scene.Name, "a", path))
            {
                Assert.Equal("staged", process.ReadLine());
                Assert.True(agent.GetStatus().Code.Used > before.Code.Used);
                Assert.Equal((1L, 2L), (scene.Call("f"), scene.Call("step")));
                process.Kill();
            }

            WaitUntil(() => agent.GetStatus().Code == before.Code);
            var after = agent.GetStatus();
            Assert.Equal(before with { Modules = after.Modules, Missing = after.Missing, Faults = after.Faults }, after);
            Assert.Equal(symbols.Select(symbol => (symbol.Name, symbol.State)), agent.GetSymbols().Select(symbol => (symbol.Name, symbol.State)));
            Assert.Equal((1L, 3L), (scene.Call("f"), scene.Call("step")));
            await ObjectModule.LoadWellAsync(scene, "a", Edited);
            Assert.Equal((2L, 13L, 3L), (scene.Call("f"), scene.Call("step"), scene.Call("more")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Pages_come_back_zeroed()
    {
        using var scene = new Scene();
        for (int i = 0; i < 3; i++)
        {
            using var agent = scene.Connect();
            var module = new HandModule("a").Function("f", code => code.Return(1)).Data("d", 1);
            module.Resolve(agent);
            using var slab = module.Reserve(agent);
            Assert.False(slab.Code.ContainsAnyExcept((byte)0));
            Assert.False(slab.Data.ContainsAnyExcept((byte)0));
            slab.Code.Fill(0xCC);
            slab.Data.Fill(0xDD);
        }
    }

    [Fact]
    public void A_promise_that_others_wait_for_fails_visibly_when_its_session_gives_up()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("fa", code => code.Call("fb").Return()));
        using (var agent = scene.Connect())
        {
            new HandModule("b").Function("fb", code => code.Return(1)).Resolve(agent);
            Assert.Equal(SymbolState.Resolved, scene.StateOf("fb"));
        }

        WaitUntil(() => scene.StateOf("fb") == SymbolState.Failed);
        scene.Load(new HandModule("b").Function("fb", code => code.Return(1)));
        Assert.Equal(1, scene.Call("fa"));
    }

    [Fact]
    public void A_new_resolve_gives_the_old_reservation_back()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        var before = agent.GetStatus();
        var module = new HandModule("a").Function("f", code => code.Return(1));
        for (int i = 0; i < 10; i++)
        {
            module.Resolve(agent);
            module.Reserve(agent).Dispose();
        }

        module.Resolve(agent);
        Assert.Equal(before.Code, agent.GetStatus().Code);
    }

    private static void WaitUntil(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), "it did not happen");
}
