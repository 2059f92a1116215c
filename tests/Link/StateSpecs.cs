using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>Writable data keeps address and value when its module is linked again.</summary>
public class StateSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task Variables_keep_their_address_also_local_ones()
    {
        const string Source = "static int hits; int total = 5; int f(void) { return VERSION + ++hits + ++total; }";
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", Source, "-O1", "-DVERSION=1"));
        ulong[] before = scene.TargetsOf("f");
        ulong total = scene.AddressOf("total");
        scene.LinkWell(await LinkScene.UnitAsync("a.o", Source, "-O1", "-DVERSION=2"));
        Assert.Equal(before, scene.TargetsOf("f"));
        Assert.Equal(0ul, scene.AddressOf("total"));
        Assert.Equal(total, scene.Agent.AddressOf("total"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_changed_initialiser_is_said_to_have_no_effect()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", "int total = 5;"));
        Assert.NotNull(scene.Link(await LinkScene.UnitAsync("a.o", "int total = 6;")));
        Assert.Contains("'total'", scene.TheOnly(DiagnosticCatalog.InitialiserInert).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_section_of_several_variables_is_kept_as_a_whole()
    {
        const string Source = "int a = 1, b = 2; static int c = 3; int f(void) { return VERSION + (a += b += c += 1); }";
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("x.o", Source, "-O1", "-fno-data-sections", "-DVERSION=1"));
        var state = scene.Agent.LastResolve!.Definitions.Single(d => d.Name == ".data"u8);
        Assert.Equal((SymbolBinding.Local, "a:0:4,b:4:4,c:8:4"), (state.Binding, state.Signature.ToString()));
        ulong[] before = scene.TargetsOf("f");
        scene.LinkWell(await LinkScene.UnitAsync("x.o", Source, "-O1", "-fno-data-sections", "-DVERSION=2"));
        Assert.Equal(before, scene.TargetsOf("f"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Constants_are_always_placed_anew()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", "const int limit[] = { 1, 2 };"));
        ulong before = scene.AddressOf("limit");
        scene.LinkWell(await LinkScene.UnitAsync("a.o", "const int limit[] = { 3, 2 };"));
        Assert.NotEqual(before, scene.AddressOf("limit"));
        Assert.Equal(0x2_0000_0003ul, scene.WordAt(scene.AddressOf("limit")));
    }
}
