using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>Which definition a name means inside one link.</summary>
public class ResolutionSpecs
{
    [Fact]
    public void A_module_that_only_loses_units_is_a_link_of_none()
    {
        var result = new LinkScene().LinkWell();
        Assert.Empty(result.Definitions);
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_strong_definitions_are_an_error_that_names_both_units()
    {
        var scene = new LinkScene();
        Assert.Null(scene.Link(
            await LinkScene.UnitAsync("a.o", "int twice(void) { return 1; }"),
            await LinkScene.UnitAsync("b.o", "int twice(void) { return 2; }")));
        string error = scene.TheOnly(DiagnosticCatalog.DuplicateSymbol).ToString();
        Assert.Contains("'twice'", error, StringComparison.Ordinal);
        Assert.Contains("a.o", error, StringComparison.Ordinal);
        Assert.Contains("b.o", error, StringComparison.Ordinal);
        Assert.Equal(0, scene.Agent.OpenSlabs);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_strong_definition_wins_over_a_weak_one_in_any_order()
    {
        var weak = await LinkScene.UnitAsync("weak.o", "__attribute__((weak)) int f(void) { return 1; }");
        var strong = await LinkScene.UnitAsync("strong.o", "int f(void) { return 2; }");
        foreach (var units in new[] { new[] { weak, strong }, [strong, weak] })
        {
            var scene = new LinkScene();
            scene.LinkWell(units);
            var definition = Assert.Single(scene.Agent.LastResolve!.Definitions);
            Assert.Equal("strong.o", scene.Agent.LastResolve.Units[definition.Unit].Name);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_comdat_groups_the_first_is_linked_and_the_frames_of_the_others_vanish()
    {
        const string Inline = "struct S { S(); int x; }; template <class T> __attribute__((noinline)) int shared(T x) { return x + sizeof(S); }\n";
        var first = await LinkScene.UnitAsync("a.o", Inline + "int a() { return shared(1); }", "-x", "c++", "-O1");
        var second = await LinkScene.UnitAsync("b.o", Inline + "int b() { return shared(2); }", "-x", "c++", "-O1");
        var scene = new LinkScene();
        var result = scene.LinkWell(first, second);
        Assert.Single(scene.Agent.LastResolve!.Definitions, d => d.Name == "_Z6sharedIiEiT_"u8);
        ulong shared = scene.Agent.StubOf("_Z6sharedIiEiT_");
        Assert.Equal([shared], scene.TargetsOf("_Z1bv"));

        var unit = scene.Agent.LastCommit!.Units[1];
        Assert.Equal([scene.AddressOf("_Z1bv")], FrameTable.FunctionsOf(scene.Agent, unit));
    }

    [Fact(Timeout = 60_000)]
    public async Task Common_symbols_merge_to_the_greatest_size()
    {
        var scene = new LinkScene();
        scene.LinkWell(
            await LinkScene.UnitAsync("a.o", "int shared[2]; int *a(void) { return shared; }", "-O1", "-fcommon"),
            await LinkScene.UnitAsync("b.o", "int shared[100]; int *b(void) { return shared; }", "-O1", "-fcommon"));
        var definition = scene.Agent.LastResolve!.Definitions[scene.DefinitionIndex("shared")];
        Assert.Equal((400ul, SymbolKind.Data, SymbolBinding.Weak), (definition.Size, definition.Kind, definition.Binding));
        Assert.Equal([scene.AddressOf("shared")], scene.TargetsOf("b"));
        Assert.True(scene.Agent.LastCommit!.DefinedIn[scene.DefinitionIndex("shared")] >= 0);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_weak_definition_yields_to_another_modules()
    {
        var scene = new LinkScene();
        using var agent = scene.Agent;
        var diagnostics = new DiagnosticBag();
        var owner = await LinkScene.UnitAsync("owner.o", "int f(void) { return 2; }");
        Assert.NotNull(Engine.Link.Linker.Link(agent, "owner", [owner], [], diagnostics));
        scene.LinkWell(await LinkScene.UnitAsync("a.o", "__attribute__((weak, noinline)) int f(void) { return 1; } int g(void) { return f() + 1; }"));
        Assert.Equal(0ul, scene.AddressOf("f"));
        Assert.Equal([scene.Agent.StubOf("f")], scene.TargetsOf("g"));
    }
}
