namespace Graft.Tests.Link;

/// <summary>Labels that assemblers give to constants are places in their section and nothing else, unless somebody asks for more than their address.</summary>
public class LabelSpecs
{
    private const string Constants = """
        .section .rodata.cst8,"aM",@progbits,8
        .Lzero: .quad 0
        .La: .quad 0x1111
        .Lb: .quad 0x2222
        .size .Lb, 8

        """;

    [Fact(Timeout = 60_000)]
    public async Task All_kinds_of_references_mean_the_place_of_the_label()
    {
        var scene = new LinkScene();
        var map = scene.LinkWell(await Assembler.UnitAsync("a.o", Constants + """
            .section .text.code,"ax",@progbits; .globl code; .type code,@function
            code: lea .Lb(%rip), %rax; mov .La(%rip), %rcx; pushq .Lb@GOTPCREL(%rip); mov .Lb@GOTPCREL(%rip), %rdx; pushq .La@GOTPCREL(%rip); ret
            .size code, .-code
            .section .data.p,"aw",@progbits; .globl p; .type p,@object
            p: .quad .La; .quad .Lb+4; .quad .Lb-.; .quad .Lb@SIZE+4
            .size p, 32
            """)).Map;
        ulong a = Place(scene, ".La"), b = Place(scene, ".Lb");
        Assert.Equal((0x1111ul, 0x2222ul, a + 8), (scene.WordAt(a), scene.WordAt(b), b));

        ulong[] targets = scene.TargetsOf("code");
        Assert.Equal([b, a, b], (ulong[])[targets[0], targets[1], targets[3]]);
        Assert.Equal([b, a], (ulong[])[scene.WordAt(targets[2]), scene.WordAt(targets[4])]);
        Assert.Equal(2, map.GotEntryCount);
        ulong p = scene.AddressOf("p");
        Assert.Equal([a, b + 4, b - (p + 16), 8 + 4], Enumerable.Range(0, 4).Select(i => scene.WordAt(p + ((ulong)i * 8))));
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_uses_several_labels_of_a_section_needs_it_once()
    {
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o", Constants + """
            .section .data.p,"aw",@progbits; .globl p; .type p,@object
            p: .quad .La; .quad .Lb; .quad .Lzero
            .size p, 24
            """));
        var commit = scene.Agent.LastCommit!;
        int p = commit.DefinedIn[scene.DefinitionIndex("p")];
        Assert.Single(commit.Nodes.NeedsNodes[p].ToArray());
    }

    private static ulong Place(LinkScene scene, string label)
    {
        int index = scene.Units[0].Symbols.Select((symbol, i) => (Name: symbol.Name.ToString(), i)).Single(symbol => symbol.Name == label).i;
        var place = scene.Result!.Map.PlaceOf(0, index);
        Assert.True(place.IsDefinedHere);
        Assert.Equal(place.Address, place.PublicAddress);
        return place.Address;
    }
}
