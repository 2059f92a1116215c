using Graft.Engine.Link;
using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>Symbols of each kind mean what the gABI says.</summary>
public class SymbolKindSpecs
{
    private const string Table = ".section .rodata,\"a\"; .globl table; .type table,@object; table: .quad ";

    [Theory(Timeout = 60_000)]
    [InlineData("strong", "common", "weak")]
    [InlineData("weak", "common", "strong")]
    [InlineData("common", "weak", "strong")]
    public async Task A_value_goes_before_a_common_symbol_and_that_before_a_weak_one(params string[] order)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["strong"] = ".data; .globl x; .type x,@object; x: .quad 1; .size x,8",
            ["common"] = ".comm x,8,8",
            ["weak"] = ".data; .weak x; .type x,@object; x: .quad 2; .size x,8",
        };
        var scene = new LinkScene();
        scene.LinkWell([await Assembler.UnitAsync("t.o", Table + "x; .size table,8"), .. await Task.WhenAll(order.Select(kind => Assembler.UnitAsync($"{kind}.o", sources[kind])))]);
        ulong x = scene.WordAt(scene.AddressOf("table"));
        Assert.Equal(1ul, scene.WordAt(x));

        scene = new LinkScene();
        scene.LinkWell([await Assembler.UnitAsync("t.o", Table + "x; .size table,8"), .. await Task.WhenAll(order.Where(kind => kind != "strong").Select(kind => Assembler.UnitAsync($"{kind}.o", sources[kind])))]);
        Assert.Equal(0ul, scene.WordAt(scene.WordAt(scene.AddressOf("table"))));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_common_symbol_has_the_greatest_size_and_alignment_of_all()
    {
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o", ".comm x,100,4; .comm y,1,1"), await Assembler.UnitAsync("b.o", ".comm x,8,4096"));
        Assert.Equal(100ul, scene.Agent.LastResolve!.Definitions[scene.DefinitionIndex("x")].Size);
        Assert.Equal(0ul, scene.AddressOf("x") % 4096);
    }

    [Fact(Timeout = 60_000)]
    public async Task Members_of_a_group_are_left_out_together_with_their_local_symbols()
    {
        const string Group = ".section .text.f,\"axG\",@progbits,f,comdat; .weak f; .type f,@function; f: call local; ret; .size f,.-f;"
            + ".section .text.local,\"axG\",@progbits,f,comdat; .type local,@function; local: ret; .size local,1;"
            + ".section .data.g,\"awG\",@progbits,f,comdat; .weak g; .type g,@object; g: .quad local; .size g,8; .text; ";
        var scene = new LinkScene();
        scene.LinkWell(
            await Assembler.UnitAsync("a.o", Group),
            await Assembler.UnitAsync("b.o", Group + Table + "f, g; .size table,16"));
        Assert.Equal(["f", "g", "local"], scene.Agent.LastResolve!.Definitions.Where(d => d.Unit == 0).Select(d => d.Name.ToString()).Order());
        Assert.Equal(["table"], scene.Agent.LastResolve.Definitions.Where(d => d.Unit == 1).Select(d => d.Name.ToString()));
        ulong table = scene.AddressOf("table");
        Assert.Equal((scene.Agent.StubOf("f"), scene.AddressOf("g")), (scene.WordAt(table), scene.WordAt(table + 8)));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_refers_into_a_group_that_is_left_out_is_an_error_that_names_the_place()
    {
        const string Group = ".section .text.f,\"axG\",@progbits,f,comdat; .weak f; .type f,@function; f: ret; .size f,1; .Lplace: nop; ";
        var scene = new LinkScene();
        Assert.Null(scene.Link(
            await Assembler.UnitAsync("a.o", Group),
            await Assembler.UnitAsync("b.o", Group + ".data; .quad .Lplace")));
        string error = scene.TheOnly(DiagnosticCatalog.UndefinedSymbol).ToString();
        Assert.Contains("b.o: error", error, StringComparison.Ordinal);
        Assert.Contains("section .data+0x0", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_linkonce_sections_the_first_is_linked()
    {
        const string Once = ".section .gnu.linkonce.t.f,\"ax\"; .globl f; .type f,@function; f: ret; .size f,1";
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o", Once), await Assembler.UnitAsync("b.o", Once));
        Assert.Equal(0, Assert.Single(scene.Agent.LastResolve!.Definitions).Unit);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_alias_is_another_name_of_the_same_bytes_and_stays_when_the_other_yields()
    {
        var scene = new LinkScene();
        var diagnostics = new DiagnosticBag();
        Linker.Link(scene.Agent, "owner", [await Assembler.UnitAsync("o.o", ".data; .globl soft; .type soft,@object; soft: .quad 9; .size soft,8")], [], diagnostics);
        Assert.Empty(diagnostics);
        scene.LinkWell(await Assembler.UnitAsync("a.o",
            ".section .data.both,\"aw\"; .weak soft; .globl hard; .type soft,@object; .type hard,@object; soft: hard: .quad 7; .size soft,8; .size hard,8; .text;"
            + Table + "hard, soft; .size table,16"));
        ulong table = scene.AddressOf("table");
        Assert.Equal(7ul, scene.WordAt(scene.WordAt(table)));
        Assert.Equal(9ul, scene.WordAt(scene.WordAt(table + 8)));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("hidden", true)]
    [InlineData("internal", true)]
    [InlineData("protected", false)]
    public async Task Visibility_decides_whether_other_modules_see_a_symbol(string visibility, bool isHidden)
    {
        var scene = new LinkScene();
        scene.LinkWell(
            await Assembler.UnitAsync("a.o", $".text; .globl f; .{visibility} f; .type f,@function; f: ret; .size f,1"),
            await Assembler.UnitAsync("b.o", Table + "f; .size table,8"));
        Assert.Equal(isHidden, scene.Agent.LastResolve!.Definitions[scene.DefinitionIndex("f")].Hidden);
        Assert.Empty(scene.Agent.LastResolve.Wants);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_absolute_symbol_is_its_value()
    {
        var scene = new LinkScene();
        scene.LinkWell(
            await Assembler.UnitAsync("a.o", ".globl number; number = 0x123456789; .globl small; small = 2"),
            await Assembler.UnitAsync("b.o", Table + "number + 1; .long small; .zero 4; .size table,16"));
        Assert.Equal(0x12345678Aul, scene.WordAt(scene.AddressOf("table")));
        Assert.Equal(2ul, scene.WordAt(scene.AddressOf("table") + 8));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_default_version_is_the_symbol_itself_and_another_version_another_symbol()
    {
        var scene = new LinkScene();
        scene.LinkWell(
            await Assembler.UnitAsync("a.o",
                ".text; .globl f_new; .type f_new,@function; f_new: ret; .size f_new,1; .globl f_old; .type f_old,@function; f_old: nop; ret; .size f_old,2;"
                + ".symver f_new, f@@NEW; .symver f_old, f@OLD"),
            await Assembler.UnitAsync("b.o", ".text; .globl user; .type user,@function; user: call f; call older; call libc; ret; .size user,.-user;"
                + ".symver older, f@OLD; .symver libc, memcpy@GLIBC_2.14"));
        Assert.Equal(
            [scene.Agent.StubOf("f"), scene.Agent.StubOf("f@OLD"), scene.Agent.StubOf("memcpy@GLIBC_2.14")], scene.TargetsOf("user"));
        Assert.Equal(scene.AddressOf("f_new"), scene.AddressOf("f"));
        Assert.Equal("memcpy@GLIBC_2.14", Assert.Single(scene.Agent.LastResolve!.Wants).Name.ToString());
    }
}
