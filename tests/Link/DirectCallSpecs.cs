using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>Calls lead to a function's own bytes if its entry can be redirected when it is replaced; its address is the stub all the same.</summary>
public class DirectCallSpecs
{
    private const string Callee = "__attribute__((noinline)) int callee(int x) { return x * 3; }\n";
    private const string Caller = "int callee(int); int caller(int x) { return callee(x) + 1; } int tail(int x) { return callee(x); }\n";

    private static readonly string[] Options = ["-O1", "-fPIC", "-fpatchable-function-entry=8"];

    [Fact(Timeout = 60_000)]
    public async Task A_call_inside_a_patchable_unit_leads_to_the_body_and_waits_for_the_symbol()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", LinkScene.PatchableNotes + Callee + Caller, Options));
        Assert.Equal([scene.AddressOf("callee")], scene.TargetsOf("caller"));
        Assert.Equal([scene.AddressOf("callee")], scene.TargetsOf("tail"));
        Assert.Equal(0ul, scene.AddressOf("callee") % EntryNoOp.Size);
        Assert.Equal(EntryNoOp.Word, scene.WordAt(scene.AddressOf("callee")));
        var commit = scene.Agent.LastCommit!;
        int caller = commit.DefinedIn[scene.DefinitionIndex("caller")];
        Assert.Equal([scene.DefinitionIndex("callee")], commit.Nodes.NeedsSymbols[caller].ToArray());
        Assert.Empty(commit.Nodes.NeedsNodes[caller].ToArray());
        Assert.True(commit.IsCodeByStubs);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("-fplt")]
    [InlineData("-fno-plt")]
    public async Task A_call_between_units_leads_to_the_body_also_through_the_got(string plt)
    {
        var scene = new LinkScene();
        var result = scene.LinkWell(
            await LinkScene.UnitAsync("a.o", Caller, [.. Options, plt]), await LinkScene.UnitAsync("b.o", Callee, Options));
        Assert.Equal([scene.AddressOf("callee")], scene.TargetsOf("caller"));
        Assert.Equal([scene.AddressOf("callee")], scene.TargetsOf("tail"));
        Assert.Equal(0, result.Map.GotEntryCount);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_call_inside_a_unit_that_is_replaced_as_a_whole_leads_past_the_entry()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", Callee + Caller, Options));
        Assert.Equal([scene.AddressOf("callee") + EntryNoOp.Size], scene.TargetsOf("caller"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Conditional_jumps_lead_to_the_body_and_addresses_to_the_stub()
    {
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o", $"""
            .section .graft,"e",@progbits; .asciz "graft 1 patchable"
            .section .text.f,"ax",@progbits; .p2align 4; .globl f; .type f,@function; f:; {NoOperation}; ret; .size f, .-f
            .section .text.g,"ax",@progbits; .globl g; .type g,@function
            g:; test %edi, %edi; je f@PLT; jmp f; lea f(%rip), %rax; lea f@PLT(%rip), %rax; mov f@GOTPCREL(%rip), %rax; call f+1; ret; .size g, .-g
            .section .data.p,"aw",@progbits; .globl p; .type p,@object; p:; .quad f; .long f@PLT-.; .long 0; .size p, .-p
            """));
        ulong body = scene.AddressOf("f"), stub = scene.Agent.StubOf("f"), p = scene.AddressOf("p");
        ulong je = scene.AddressOf("g") + 2;
        Assert.Equal(body, je + 6 + (ulong)(int)scene.WordAt(je + 2));
        Assert.Equal([body, stub, stub, stub], scene.TargetsOf("g")[..4]);
        Assert.Equal(stub, scene.WordAt(p));
        Assert.Equal(stub, p + 8 + (ulong)(int)scene.WordAt(p + 8));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(".p2align 2; .byte 0x90; .byte 0x90; .byte 0x90; .byte 0x90", "f:; " + NoOperation + "; ret; .size f, .-f")]
    [InlineData(".p2align 4", "f:; nop; nop; nop; nop; nop; nop; nop; nop; ret; .size f, .-f")]
    [InlineData(".p2align 4", "f:; ret; .size f, .-f")]
    [InlineData(".p2align 4", ".globl alias; .type alias,@function; alias:; f:; " + NoOperation + "; ret; .size f, .-f; .size alias, .-alias")]
    [InlineData(".p2align 4", "f:; " + NoOperation + "; ret; .size f, .-f; .globl other; .type other,@function; other:; ret; .size other, .-other")]
    [InlineData(".p2align 4", "f:; " + NoOperation + "; ret")]
    public async Task A_function_that_is_not_aligned_or_alone_or_begins_otherwise_is_called_through_its_stub(string alignment, string text)
    {
        var scene = new LinkScene();
        scene.LinkWell(
            await Assembler.UnitAsync("a.o", $".section .text.f,\"ax\",@progbits; {alignment}; .globl f; .type f,@function; {text}"),
            await Assembler.UnitAsync("b.o", ".section .text.g,\"ax\",@progbits; .globl g; .type g,@function; g:; call f@PLT; ret; .size g, .-g"));
        Assert.Equal([scene.Agent.StubOf("f")], scene.TargetsOf("g"));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_indirect_function_is_called_through_its_stub()
    {
        var scene = new LinkScene();
        scene.LinkWell(
            await LinkScene.UnitAsync("a.o", "int one(void) { return 1; } static void *choose(void) { return one; } int f(void) __attribute__((ifunc(\"choose\")));", Options),
            await LinkScene.UnitAsync("b.o", "int f(void); int g(void) { return f() + 1; }", Options));
        Assert.Equal([scene.Agent.StubOf("f")], scene.TargetsOf("g"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Bytes_are_those_of_ld_lld_but_for_what_goes_through_stubs()
    {
        byte[] content = await Toolchain.CompileAsync(LinkScene.PatchableNotes + Callee + Caller + "int (*pointer)(int) = callee;", Options);
        var scene = new LinkScene();
        var result = scene.LinkWell(Assembler.Read("a.o", content));
        var expected = await LldOracle.LinkAsync(content, scene.Units[0], result.Map, new Dictionary<string, ulong>());
        var totals = new ComparisonTotals();
        foreach (var (section, bytes) in expected)
            new SectionComparison(scene.Agent, scene.Units[0], result, totals).Compare(section, result.Map.AddressOf(0, section)!.Value, bytes);
        Assert.Equal(1, totals.Stubs); // the pointer
    }

    [Fact(Timeout = 60_000)]
    public async Task The_compilers_list_of_entries_is_not_placed_unless_somebody_asks_for_its_bounds()
    {
        var unit = await LinkScene.UnitAsync("a.o", Callee, Options);
        int list = Enumerable.Range(0, unit.Sections.Length).Single(i => unit.Sections[i].Name.ToString() == "__patchable_function_entries");
        var without = new LinkScene();
        Assert.Null(without.LinkWell(unit).Map.AddressOf(0, list));
        Assert.DoesNotContain(without.Agent.LastResolve!.Definitions.ToArray(), definition => definition.Kind == SymbolKind.Data);

        var with = new LinkScene();
        var asking = await LinkScene.UnitAsync("b.o", "extern void *__start___patchable_function_entries[]; void **get(void) { return __start___patchable_function_entries; }", "-O1", "-fPIC");
        ulong? place = with.LinkWell(unit, asking).Map.AddressOf(0, list);
        Assert.NotNull(place);
        Assert.Contains(place.Value, with.TargetsOf("get"));
    }

    private const string NoOperation = ".byte 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0";
}
