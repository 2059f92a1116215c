using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Objects;

/// <summary>The section .graft tells what Graft's own compiler knew.</summary>
public class GraftNotesSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task Signatures_reach_definitions_and_wants()
    {
        var unit = await LinkScene.UnitAsync("a.o", Notes("graft 1", "f", "i32 (i32)", "g", "i32 (ptr)") + "int g(void *); int f(int x) { return g(&x) + 1; }");
        Assert.False(unit.IsPatchable);
        var scene = new LinkScene();
        scene.LinkWell(unit);
        Assert.Equal("i32 (i32)", scene.Agent.LastResolve!.Definitions.Single().Signature.ToString());
        Assert.Equal("i32 (ptr)", scene.Agent.LastResolve.Wants.Single().Signature.ToString());
    }

    [Theory]
    [InlineData("graft 2")]
    [InlineData("graft 1", "f")]
    [InlineData("graft 1", "", "i32 ()")]
    public void Malformed_notes_are_not_accepted(params string[] strings) =>
        Assert.Null(GraftNotes.TryParse(System.Text.Encoding.UTF8.GetBytes(string.Concat(strings.Select(s => s + "\0")))));

    [Fact(Timeout = 60_000)]
    public async Task Malformed_notes_of_an_object_are_an_error()
    {
        var diagnostics = new DiagnosticBag();
        byte[] bytes = await Toolchain.CompileAsync(Notes("graft 1", "lonely") + "int x;", "-O1");
        Assert.Null(ObjectReader.Read("a.o", bytes, diagnostics));
        Assert.Equal(DiagnosticCatalog.CorruptObject.Code, Assert.Single(diagnostics).Code);
    }

    private static string Notes(params string[] strings) =>
        $"__asm__(\".section .graft,\\\"e\\\",@progbits\\n{string.Concat(strings.Select(s => $".asciz \\\"{s}\\\"\\n"))}.text\");\n";
}
