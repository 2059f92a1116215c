using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>What nobody has defined yet is called through a stub, and fields that need its address wait.</summary>
public class LateSymbolSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task A_call_of_an_unknown_function_goes_to_its_stub_and_waits_for_nothing()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", "int later(void); int now(void) { return later() + 1; }"));
        Assert.Equal([scene.Agent.StubOf("later")], scene.TargetsOf("now"));
        Assert.Empty(scene.Agent.LastCommit!.Fixups);
        Assert.Contains(scene.Agent.LastResolve!.Definitions.Count, scene.Agent.LastCommit.Nodes.NeedsSymbols.Targets);
        Assert.Equal("a.o", scene.Agent.LastResolve.Units[scene.Agent.LastResolve.Wants.Single().WantedBy].Name);
    }

    [Fact(Timeout = 60_000)]
    public async Task Pointers_and_got_entries_of_unknown_data_become_fixups()
    {
        var scene = new LinkScene();
        var result = scene.LinkWell(await LinkScene.UnitAsync("a.o",
            "extern int later[]; int *pointer = later + 2; int get(void) { return later[0]; } int other(void) { return later[1]; }", "-O1", "-fPIC"));
        var fixups = scene.Agent.LastCommit!.Fixups;
        Assert.All(fixups, fixup => Assert.Equal(FixupKind.Absolute64, fixup.Kind));
        var pointer = Assert.Single(fixups, fixup => fixup.Address == scene.AddressOf("pointer"));
        Assert.Equal(8, pointer.Addend);
        // The GOT entry is one place, but both functions wait for it.
        Assert.Equal(2, fixups.Count(fixup => fixup.Address == result.Map.GotAddress));
        Assert.Equal(3, fixups.Select(fixup => fixup.Node).Distinct().Count());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_field_too_narrow_to_wait_is_an_error_with_a_remedy()
    {
        var scene = new LinkScene(FakeAgent.LowBase);
        Assert.Null(scene.Link(await LinkScene.UnitAsync("a.o", "extern int later[]; void *get(void) { return later; }", "-O1", "-fno-pic", "-mcmodel=small")));
        var error = scene.TheOnly(DiagnosticCatalog.RelocationOutOfRange);
        Assert.Contains("'later'", error.Message, StringComparison.Ordinal);
        Assert.Contains("-fPIC", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Agent.Commits);
    }
}
