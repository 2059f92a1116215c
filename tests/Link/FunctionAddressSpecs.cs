namespace Graft.Tests.Link;

/// <summary>A function's public address is its stub; only calls inside a unit that is replaced as a whole go direct.</summary>
public class FunctionAddressSpecs
{
    private const string Caller = "__attribute__((noinline)) int callee(int x) { return x * 3; } int caller(int x) { return callee(x) + 1; }";

    [Fact(Timeout = 60_000)]
    public async Task A_call_inside_a_unit_goes_direct()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", Caller, "-O1"));
        Assert.Equal([scene.AddressOf("callee")], scene.TargetsOf("caller"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_call_inside_a_patchable_unit_goes_through_the_stub()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", LinkScene.PatchableNotes + Caller, "-O1", "-fpatchable-function-entry=0"));
        Assert.Equal([scene.Agent.StubOf("callee")], scene.TargetsOf("caller"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_call_between_units_goes_through_the_stub()
    {
        var scene = new LinkScene();
        scene.LinkWell(
            await LinkScene.UnitAsync("a.o", "int callee(int); int caller(int x) { return callee(x) + 1; }", "-O1", "-fPIC"),
            await LinkScene.UnitAsync("b.o", "int callee(int x) { return x * 3; }"));
        Assert.Equal([scene.Agent.StubOf("callee")], scene.TargetsOf("caller"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_call_through_the_got_becomes_a_direct_call_of_the_stub()
    {
        var scene = new LinkScene();
        var result = scene.LinkWell(
            await LinkScene.UnitAsync("a.o", "int callee(int); int tail(int x) { return callee(x); } int caller(int x) { return callee(x) + 1; }",
                "-O1", "-fPIC", "-fno-plt"),
            await LinkScene.UnitAsync("b.o", "int callee(int x) { return x * 3; }"));
        Assert.Equal([scene.Agent.StubOf("callee")], scene.TargetsOf("caller"));
        Assert.Equal([scene.Agent.StubOf("callee")], scene.TargetsOf("tail"));
        Assert.Equal(0, result.Map.GotEntryCount);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_address_of_a_local_function_is_its_stub_in_code_and_in_tables()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("a.o", """
            static int first(int x) { return x + 1; }
            static int second(int x) { return x + 2; }
            int (*table[])(int) = { first, second };
            void *get(void) { return (void *)second; }
            """, "-O1", "-fPIC"));
        ulong table = scene.AddressOf("table");
        ulong second = scene.Agent.StubOf("second", "m/a.o/");
        Assert.Equal(scene.Agent.StubOf("first", "m/a.o/"), scene.WordAt(table));
        Assert.Equal(second, scene.WordAt(table + 8));
        Assert.Equal([second], scene.TargetsOf("get"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_table_of_distances_to_functions_leads_to_their_stubs()
    {
        // What -fexperimental-relative-c++-abi-vtables makes: data that lives on when the unit's code is replaced.
        var scene = new LinkScene();
        scene.Agent.Host["far"] = 0x7F12_3456_7890;
        scene.LinkWell(await Assembler.UnitAsync("a.o", """
            .text
            .globl own
            .type own,@function
            own: ret
            .size own,1
            .data
            .globl table
            table: .long own@PLT - table, far@PLT - table
            .size table,8
            """));
        ulong table = scene.AddressOf("table");
        Assert.Equal(
            [scene.Agent.StubOf("own"), scene.Agent.StubOf("far")],
            new[] { 0, 4 }.Select(offset => table + (ulong)BitConverter.ToInt32(scene.Agent.Read(table + (ulong)offset, 4))));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_short_jump_goes_direct_and_cannot_reach_a_stub(bool isPatchable, bool links)
    {
        var scene = new LinkScene();
        string notes = isPatchable ? ".section .graft,\"e\",@progbits\n.asciz \"graft 1 patchable\"\n" : "";
        var result = scene.Link(await Assembler.UnitAsync("a.o", $"""
            {notes}
            .section .text.from,"ax",@progbits
            .globl from
            .type from,@function
            from: .byte 0xEB
            .reloc ., R_X86_64_PC8, to-1
            .byte 0
            .size from,2
            .section .text.to,"ax",@progbits
            .globl to
            .type to,@function
            to: ret
            .size to,1
            """));
        Assert.Equal(links, result is not null);
        if (links)
            Assert.Equal([scene.AddressOf("to")], scene.TargetsOf("from"));
        else
            scene.TheOnly(Protocol.DiagnosticCatalog.RelocationOutOfRange);
    }

    [Fact(Timeout = 60_000)]
    public async Task Host_functions_are_called_through_stubs_and_pointed_to_by_their_own_address()
    {
        var scene = new LinkScene();
        scene.Agent.Host["puts"] = 0x7F12_3456_7890;
        var result = scene.LinkWell(await LinkScene.UnitAsync("a.o",
            "int puts(const char *); int (*pointer)(const char *) = puts; void *get(void) { return (void *)puts; } int say(void) { return puts(0) + 1; }",
            "-O1", "-fPIC"));
        Assert.Equal([scene.Agent.StubOf("puts")], scene.TargetsOf("say"));
        Assert.Equal(0x7F12_3456_7890ul, scene.WordAt(scene.AddressOf("pointer")));
        Assert.Equal([result.Map.GotAddress], scene.TargetsOf("get"));
        Assert.Equal(0x7F12_3456_7890ul, scene.WordAt(result.Map.GotAddress));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_weak_function_that_nobody_defines_is_null()
    {
        var scene = new LinkScene();
        var result = scene.LinkWell(await LinkScene.UnitAsync("a.o",
            "__attribute__((weak)) int maybe(void); void *get(void) { return (void *)maybe; }", "-O1", "-fPIC"));
        Assert.Equal(0, result.Map.GotEntryCount);
        Assert.Equal("48C7C000000000C3", Convert.ToHexString(scene.Agent.Read(scene.AddressOf("get"), 8))); // mov $0, %rax; ret
        Assert.Empty(scene.Agent.LastCommit!.Fixups);
    }
}
