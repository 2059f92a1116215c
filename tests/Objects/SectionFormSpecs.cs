using System.Globalization;
using System.Text;
using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Objects;

/// <summary>Forms of sections that compilers write seldom or in great numbers.</summary>
public class SectionFormSpecs
{
    private const string Calls = """
        extern int far(int), near[64]; extern int *pointers[];
        int *table[] = { near, near + 5, near + 60 };
        int f(int x) { return far(x) + near[x & 63]; }
        int g(int x) { pointers[3] = near + x; return f(x) * far(-x); }
        """;

    [Theory(Timeout = 60_000)]
    [InlineData("-O0")]
    [InlineData("-O2")]
    public async Task Compact_relocations_say_what_the_usual_ones_say(string level)
    {
        var usual = Assembler.Read("a.o", await Toolchain.CompileAsync(Calls, level, "-fPIC"));
        var compact = Assembler.Read("a.o", await Toolchain.CompileAsync(Calls, level, "-fPIC", "-Wa,--crel,--allow-experimental-crel"));
        Assert.Equal(Relocations(usual), Relocations(compact));
        Assert.True(Relocations(usual).Count > 5);
        Assert.DoesNotContain(compact.Sections, section => section.Name.StartsWith(".rela."u8));
    }

    [Fact(Timeout = 60_000)]
    public async Task Addends_in_the_fields_are_read_from_there()
    {
        byte[] bytes = await Assembler.FromDescriptionAsync("""
            Sections:
              - { Name: .data, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_WRITE ], Content: "F8FFFFFFFFFFFFFF05000000FC7F81" }
              - Name: .rel.data
                Type: SHT_REL
                Info: .data
                Link: .symtab
                Relocations:
                  - { Offset: 0, Symbol: wanted, Type: R_X86_64_64 }
                  - { Offset: 8, Symbol: wanted, Type: R_X86_64_PC32 }
                  - { Offset: 12, Symbol: wanted, Type: R_X86_64_16 }
                  - { Offset: 14, Symbol: wanted, Type: R_X86_64_8 }
            Symbols:
              - { Name: wanted, Binding: STB_GLOBAL }
            """);
        var unit = Assembler.Read("rel.o", bytes);
        Assert.Equal([-8L, 5, 0x7FFC, -127], unit.Sections.Single(section => section.Name == ".data"u8).Relocations.ToArray().Select(r => r.Addend));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("GRAFT2003", "relative relocations (SHT_RELR)", """
        Sections:
          - { Name: .data, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_WRITE ], Size: 16 }
          - { Name: .relr.dyn, Type: SHT_RELR, Flags: [ SHF_ALLOC ], Entries: [ 0 ] }
        Symbols: []
        """)]
    [InlineData("GRAFT2003", "section .init holds a piece of a function", """
        Sections:
          - { Name: .init, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_EXECINSTR ], Content: "90" }
        """)]
    [InlineData("GRAFT2005", "section .text.f belongs to two groups, .group (section 1) and .group (section 2, 'g')", """
        Sections:
          - { Name: .group, Type: SHT_GROUP, Link: .symtab, Info: f, Members: [ { SectionOrType: GRP_COMDAT }, { SectionOrType: .text.f } ] }
          - { Name: ".group (1)", Type: SHT_GROUP, Link: .symtab, Info: g, Members: [ { SectionOrType: GRP_COMDAT }, { SectionOrType: .text.f } ] }
          - { Name: .text.f, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_EXECINSTR, SHF_GROUP ], Content: "C3" }
        Symbols:
          - { Name: f, Section: .text.f, Binding: STB_WEAK }
          - { Name: g, Section: .text.f, Binding: STB_WEAK }
        """)]
    [InlineData("GRAFT2001", "symbol 'reserved': its section 65312 does not exist", """
        Sections:
          - { Name: .text, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_EXECINSTR ], Content: "C3" }
        Symbols:
          - { Name: reserved, Index: 0xff20, Binding: STB_GLOBAL }
        """)]
    public async Task What_cannot_be_linked_is_refused_by_code(string code, string message, string description)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(ObjectReader.Read("bad.o", await Assembler.FromDescriptionAsync(description), diagnostics));
        var error = Assert.Single(diagnostics);
        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Debug_sections_compressed_or_not_take_no_room()
    {
        var plain = new LinkScene();
        plain.LinkWell(await LinkScene.UnitAsync("a.o", "int f(int x) { return x + 1; }", "-O1"));
        foreach (string form in new[] { "-gz=none", "-gz=zlib" })
        {
            var scene = new LinkScene();
            scene.LinkWell(await LinkScene.UnitAsync("a.o", "int f(int x) { return x + 1; }", "-O1", "-g", form));
            Assert.Contains(scene.Units[0].Sections, section => section.Name == ".debug_info"u8);
            Assert.Equal(plain.Agent.LastCommit!.Nodes.Count, scene.Agent.LastCommit!.Nodes.Count);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_hundred_thousand_sections_are_numbered_and_linked()
    {
        const int Count = 100_000;
        var source = new StringBuilder();
        for (int i = 0; i < Count; i++)
            source.Append(CultureInfo.InvariantCulture, $".section .text.f{i},\"ax\"\n.globl f{i}\n.type f{i},@function\nf{i}: jmp f{(i + 1) % Count}\n.size f{i},.-f{i}\n");
        var unit = Assembler.Read("many.o", await Assembler.BytesAsync(source.ToString()));
        Assert.True(unit.Sections.Length > Count);
        int functions = 0;
        foreach (var symbol in unit.Symbols)
        {
            if (symbol.Type != ObjectSymbolType.Function)
                continue;
            Assert.Equal($".text.{symbol.Name}", unit.Sections[symbol.Section].Name.ToString());
            functions++;
        }

        Assert.Equal(Count, functions);
        var scene = new LinkScene();
        scene.LinkWell(unit);
        Assert.Equal(Count, scene.Agent.LastCommit!.Nodes.Count - unit.Sections.Count(section => section.Name == ".text"u8));
    }

    [Fact(Timeout = 60_000)]
    public async Task Sections_may_be_aligned_to_two_megabytes_and_no_more()
    {
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o",
            ".data; .byte 1; .section .data.big,\"aw\"; .balign 0x200000; .globl big; .type big,@object; big: .quad 5; .size big,8; .comm tentative,16,0x10000"));
        Assert.Equal(0ul, scene.AddressOf("big") % 0x200000);
        Assert.Equal(0ul, scene.AddressOf("tentative") % 0x10000);
        Assert.Equal(5ul, scene.WordAt(scene.AddressOf("big")));

        var diagnostics = new DiagnosticBag();
        Assert.Null(ObjectReader.Read("a.o", await Assembler.BytesAsync(".section .data.big,\"aw\"; .balign 0x400000; .quad 5"), diagnostics));
        Assert.Equal(DiagnosticCatalog.CorruptObject.Code, Assert.Single(diagnostics).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Symbols_and_sections_without_size_have_a_place()
    {
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o",
            ".text; .globl f; .type f,@function; f: ret; .size f,1; .globl end; end:; .section .rodata.empty,\"a\"; .globl empty; empty:;"
            + ".section .rodata,\"a\"; .globl table; .type table,@object; table: .quad end, empty; .size table,16"));
        ulong table = scene.AddressOf("table");
        Assert.Equal(scene.Agent.StubOf("end"), scene.WordAt(table));
        Assert.Equal(scene.AddressOf("f") + 1, scene.AddressOf("end"));
        Assert.Equal(scene.AddressOf("empty"), scene.WordAt(table + 8));
    }

    private static List<(string, ulong, uint, string, long)> Relocations(ObjectUnit unit) =>
    [
        .. unit.Sections.SelectMany(section => section.Relocations.ToArray().Select(relocation => (section.Name.ToString(),
            relocation.Offset, relocation.Type, unit.Symbols[(int)relocation.Symbol].Name.ToString(), relocation.Addend))),
    ];
}
