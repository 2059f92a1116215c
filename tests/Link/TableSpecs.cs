using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>Initialisers and finalisers are joined to one table per unit, in the order to run them.</summary>
public class TableSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task Initialisers_run_by_number_and_finalisers_the_other_way_round()
    {
        const string Source = """
            #define AT(where) __attribute__((where, used)) static void
            volatile int runs; // an initialiser without effect would be optimised away
            AT(constructor) plain(void) { runs = 1; }
            AT(constructor(300)) third(void) { runs = 2; }
            AT(constructor(200)) second(void) { runs = 3; }
            AT(destructor) lastBuilt(void) { runs = 4; }
            AT(destructor(200)) firstBuilt(void) { runs = 5; }
            """;
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", Source));
        var unit = scene.Agent.LastCommit!.Units[0];
        Assert.Equal(["second", "third", "plain"], NamesAt(scene, unit.InitArray, unit.InitCount));
        Assert.Equal(["lastBuilt", "firstBuilt"], NamesAt(scene, unit.FiniArray, unit.FiniCount));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(".ctors", ".long f")]
    [InlineData(".ctors", ".quad f\n.long f - .")]
    [InlineData(".init_array", ".quad f\n.long f - .\n.long 0")]
    [InlineData(".init_array", ".long 0")]
    public async Task A_table_of_anything_but_pointers_is_refused(string section, string content)
    {
        string source = $$"""
            void f(void) {}
            __asm__(".section {{section}},\"aw\"\n{{content.Replace("\n", "\\n", StringComparison.Ordinal)}}\n.text");
            """;
        var scene = new LinkScene();
        Assert.Null(scene.Link(await LinkScene.UnitAsync("a.o", source)));
        Assert.All(scene.Diagnostics, diagnostic => Assert.Equal(DiagnosticCatalog.CorruptObject.Code, diagnostic.Code));
        Assert.NotEmpty(scene.Diagnostics);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_older_ctors_run_from_the_last_to_the_first()
    {
        const string Source = """
            static void late(void) {}
            static void early(void) {}
            static void numbered(void) {}
            __asm__(".section .ctors,\"aw\"\n.quad late\n.quad early\n.section .ctors.65435,\"aw\"\n.quad numbered\n.text");
            void *keep[] = { late, early, numbered };
            """;
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", Source));
        var unit = scene.Agent.LastCommit!.Units[0];
        Assert.Equal(["numbered", "early", "late"], NamesAt(scene, unit.InitArray, unit.InitCount));
    }

    private static string[] NamesAt(LinkScene scene, ulong table, int count) =>
        [.. Enumerable.Range(0, count).Select(i => scene.WordAt(table + ((ulong)i * 8)))
            .Select(stub => scene.Agent.LastResolve!.Definitions.Single(d => scene.Agent.StubOf(d.Name.ToString(), "m/a.o/") == stub).Name.ToString())];
}
