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

    [Fact(Timeout = 60_000)]
    public async Task A_code_sections_symbol_has_a_GOT_entry_of_its_own_and_functions_are_found_by_place()
    {
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o", """
            .section .text.both,"ax",@progbits; .type first,@function; first: nop; ret; .size first,2; .type second,@function; second: ret; .size second,1
            .section .text.code,"ax",@progbits; .globl code; .type code,@function
            code: pushq .text.both@GOTPCREL(%rip); ret
            .size code, .-code
            .section .data.p,"aw",@progbits; .globl p; .type p,@object
            p: .quad .text.both + 2; .quad .text.both
            .size p, 16
            """));
        ulong first = scene.WordAt(scene.AddressOf("p") + 8), second = scene.WordAt(scene.AddressOf("p"));
        Assert.Equal((first + 2, first), (second, scene.WordAt(scene.TargetsOf("code")[0])));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_symbol_of_the_type_of_sections_that_is_none_is_a_number_or_a_place_like_others()
    {
        byte[] bytes = await Assembler.BytesAsync(".data; .zero 8; .globl place; place: .quad 5; .globl p; .type p,@object; p: .quad place; .quad place@SIZE; .size p,16");
        const byte Global = 0x10, GlobalSection = 0x13;
        int value = bytes.AsSpan().IndexOf((byte[])[8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // st_value, st_size
        Assert.Equal(Global, bytes[value - 4]); // st_info
        bytes[value - 4] = GlobalSection;
        var scene = new LinkScene();
        scene.LinkWell(Engine.Objects.ObjectReader.Read("odd.o", bytes, new Protocol.DiagnosticBag())!);
        Assert.Equal(5ul, scene.WordAt(scene.WordAt(scene.AddressOf("p"))));
        Assert.Equal(0ul, scene.WordAt(scene.AddressOf("p") + 8));
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
