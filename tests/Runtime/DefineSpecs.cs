using Graft.Protocol;
using Graft.Tests.Patch;

namespace Graft.Tests.Runtimes;

/// <summary>A link whose definitions are told before it is known what it wants.</summary>
public class DefineSpecs
{
    [Fact(Timeout = 60_000)]
    public Task What_is_defined_is_promised_before_it_is_known_what_is_wanted() => Task.Run(() =>
    {
        using var scene = new Scene();
        scene.Load(new HandModule("b").Function("fb", code => code.Call("fa").Return()));
        using var agent = new DefiningAgent(scene.Connect(), () => WaitUntil(() => scene.StateOf("fa") == SymbolState.Resolved));
        new HandModule("a").Function("fa", code => code.Call("fc").Return()).Load(agent);
        scene.Load(new HandModule("c").Function("fc", code => code.Return(7)));
        Assert.Equal(7, scene.Call("fb"));
    });

    [Fact(Timeout = 60_000)]
    public Task What_there_is_to_object_to_definitions_is_told_with_their_resolution_and_the_session_goes_on() => Task.Run(() =>
    {
        using var scene = new Scene();
        scene.Load(new HandModule("b").Function("f", code => code.Return(2)));
        using var agent = new DefiningAgent(scene.Connect(), () => { });
        var symbols = agent.OpenModule("b").Units.Count;
        for (int i = 0; i < 2; i++)
        {
            var e = Assert.Throws<GraftException>(() => new HandModule("a").Function("f", code => code.Return(1)).Load(agent));
            Assert.Equal("GRAFT3002", e.Diagnostics[0].Code);
            Assert.Equal(symbols, agent.OpenModule("b").Units.Count);
        }

        new HandModule("a").Function("g", code => code.Return(3)).Load(agent);
        Assert.Equal((2L, 3L), (scene.Call("f"), scene.Call("g")));
    });

    [Fact(Timeout = 60_000)]
    public Task A_session_that_ends_before_the_wants_gives_everything_back() => Task.Run(() =>
    {
        using var scene = new Scene();
        using var watcher = scene.Connect();
        scene.Load(new HandModule("b").Function("fb", code => code.Call("fa").Return()));
        var before = watcher.GetStatus();
        using (var agent = scene.Connect())
        {
            agent.Define(RequestFor("fa"));
            WaitUntil(() => scene.StateOf("fa") == SymbolState.Resolved);
        }

        WaitUntil(() => scene.StateOf("fa") == SymbolState.Failed);
        Assert.Equal(before.Slots, watcher.GetStatus().Slots);
    });

    [Fact(Timeout = 60_000)]
    public Task Another_session_that_changes_the_module_in_between_makes_a_conflict() => Task.Run(() =>
    {
        using var scene = new Scene();
        using var agent = new DefiningAgent(scene.Connect(), () => scene.Load(new HandModule("a").Function("f", code => code.Return(2))));
        var e = Assert.Throws<GraftException>(() => new HandModule("a").Function("f", code => code.Return(1)).Load(agent));
        Assert.Equal("GRAFT4006", e.Diagnostics[0].Code);
        Assert.Equal(2, scene.Call("f"));
    });

    [Fact(Timeout = 60_000)]
    public Task Room_is_granted_only_to_what_is_resolved() => Task.Run(() =>
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        agent.Define(RequestFor("f"));
        Assert.Equal("GRAFT4013", Assert.Throws<GraftException>(() => agent.Reserve(new(64, 0, 0))).Diagnostics[0].Code);
    });

    [Fact(Timeout = 60_000)]
    public Task Spare_work_is_done_while_an_answer_is_waited_for() => Task.Run(() =>
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        var work = new Steps(1000);
        agent.SpareWork = work;
        Assert.Throws<GraftException>(() => agent.Wait(["nobody"], SymbolState.Ready, TimeSpan.FromMilliseconds(300)));
        Assert.Equal(1000, work.Done);
        Assert.Empty(agent.OpenModule("a").Units);
    });

    private static ResolveRequest RequestFor(string function) => new("a", [new("u.o", 1)], [],
        [new(Utf8Name.From(function), 0, SymbolKind.Function, SymbolBinding.Strong, Hidden: false, Utf8Name.Empty, Size: 16, Digest: 1)], []);

    private static void WaitUntil(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), "it did not happen");

    /// <summary>Tells definitions first, and lets something happen before it says what it wants.</summary>
    private sealed class DefiningAgent(IAgent agent, Action between) : PassingAgent(agent)
    {
        public override ResolveReply Resolve(ResolveRequest request)
        {
            Define(request with { Wants = [] });
            between();
            return base.Resolve(request);
        }
    }

    private sealed class Steps(int most) : ISpareWork
    {
        public int Done { get; private set; }

        public bool TryStep()
        {
            if (Done == most)
                return false;
            Done++;
            return true;
        }
    }
}
