using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>The digests of a new module come after its commit: what they are for works, and without them nothing is lost but time.</summary>
public sealed class LateDigestSpecs
{
    private const string Source = "static int count = 5; long idle(void) { return ++count; } long edited(void) { return STEP; }";

    [Fact(Timeout = 60_000)]
    public async Task They_tell_the_next_load_what_changed()
    {
        using var scene = new Scene();
        using var agent = new Session(scene.Connect());
        Assert.Equal(0, await LoadAsync(scene, agent, 1));
        Assert.Equal(1, agent.Given);
        Assert.Equal(1, await LoadAsync(scene, agent, 2));
        Assert.Equal(1, agent.Given); // the module is no longer new
        Assert.Equal((6, 2), (scene.Call("idle"), scene.Call("edited")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_that_ended_before_has_the_next_replace_all_of_it_and_state_lives_on()
    {
        using var scene = new Scene();
        using (var lost = new Session(scene.Connect()) { Forgets = true })
        {
            await LoadAsync(scene, lost, 1);
            Assert.Equal(1, lost.Given);
        }

        Assert.Equal((6, 1), (scene.Call("idle"), scene.Call("edited")));
        using var agent = new Session(scene.Connect());
        Assert.Equal(2, await LoadAsync(scene, agent, 2));
        Assert.Equal((7, 2), (scene.Call("idle"), scene.Call("edited")));
        Assert.Equal(1, await LoadAsync(scene, agent, 3));
    }

    [Fact]
    public void Such_as_fit_no_commit_are_refused()
    {
        using var scene = new Scene();
        var module = new HandModule("m").Function("f", code => code.Return(1));
        using (var agent = scene.Connect())
            Assert.Equal("GRAFT4013", Assert.Throws<GraftException>(() => agent.SetDigests(new([7], 1))).Diagnostics[0].Code);
        using (var agent = scene.Connect())
        {
            module.Load(agent);
            Assert.Equal("GRAFT4013", Assert.Throws<GraftException>(() => agent.SetDigests(new([7], 1))).Diagnostics[0].Code);
        }

        Assert.Equal(1, scene.Call("f"));
    }

    private static async Task<int> LoadAsync(Scene scene, Session agent, int step)
    {
        using var folder = new TestFolder();
        string path = folder.File("unit.o");
        await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(Source, "-O1", "-fPIC", "-ffunction-sections", $"-DSTEP={step}"));
        var result = ModuleLoader.Load(agent, new LoadModuleRequest(scene.Name, "m", [path]));
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result.Patched;
    }

    /// <summary>Counts the digests that come after a commit.</summary>
    private sealed class Session(AgentConnection agent) : PassingAgent(agent)
    {
        public int Given { get; private set; }

        public bool Forgets { get; init; }

        public override void SetDigests(FlatList<ulong> digests)
        {
            Given++;
            if (!Forgets)
                base.SetDigests(digests);
        }
    }
}
