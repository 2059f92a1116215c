using Graft.Protocol;

namespace Graft.Tests.Link.Relocations;

/// <summary>
/// Code that computes an address directly, as compilers do without -fPIC, is linked wherever that can be right: a far address is
/// loaded from a GOT entry instead, a weak symbol that nobody defines is null, a far function is called through a stub.
/// </summary>
public sealed class AddressComputationSpecs
{
    private const ulong Far = 0x7F00_0000_1230;

    [Theory(Timeout = 60_000)]
    [InlineData("%rax")]
    [InlineData("%r15")]
    public async Task The_address_of_far_data_is_loaded_from_the_GOT(string register)
    {
        var scene = new LinkScene();
        scene.Agent.Host["far"] = Far;
        var map = scene.LinkWell(await CodeAsync($"leaq far(%rip), {register}")).Map;
        Assert.Equal([$"movq {Displacement(scene, map.GotAddress)}(%rip), {register}"], await DisassembleAsync(scene, 7));
        Assert.Equal(Far, scene.WordAt(map.GotAddress));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_far_function_is_called_through_its_stub_but_has_its_own_address()
    {
        var scene = new LinkScene();
        scene.Agent.Host["far"] = Far;
        var map = scene.LinkWell(await CodeAsync("leaq far(%rip), %rax\ncall far")).Map;
        Assert.Equal([map.GotAddress, scene.Agent.StubOf("far")], scene.TargetsOf("code"));
        Assert.Equal(Far, scene.WordAt(map.GotAddress));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_nobody_has_defined_yet_may_turn_out_to_be_far()
    {
        var scene = new LinkScene();
        var map = scene.LinkWell(await CodeAsync("leaq later(%rip), %rax")).Map;
        Assert.Equal([$"movq {Displacement(scene, map.GotAddress)}(%rip), %rax"], await DisassembleAsync(scene, 7));
        var fixup = Assert.Single(scene.Agent.LastCommit!.Fixups);
        Assert.Equal((FixupKind.Absolute64, map.GotAddress), (fixup.Kind, fixup.Address));
    }

    [Fact(Timeout = 60_000)]
    public async Task Near_data_is_computed_without_a_GOT_entry()
    {
        var scene = new LinkScene();
        scene.LinkWell(await CodeAsync("leaq near(%rip), %rax\n.data\n.globl near\nnear: .quad 1\n.size near,8\n.text"));
        Assert.Equal([scene.AddressOf("near")], scene.TargetsOf("code"));
        Assert.Equal(0, scene.Result!.Map.GotEntryCount);
    }

    [Fact(Timeout = 60_000)]
    public async Task Weak_symbols_that_nobody_defines_are_null_and_code_that_would_use_them_links()
    {
        var scene = new LinkScene();
        scene.LinkWell(await CodeAsync("""
            .weak none, absent
            leaq none(%rip), %r8
            movq none@GOTPCREL(%rip), %rcx
            call absent
            movl none(%rip), %edx
            movl $7, none+4(%rip)
            """));
        string[] lines = await DisassembleAsync(scene, 7 + 7 + 5 + 6 + 10);
        Assert.Equal(["movq $0, %r8", "movq $0, %rcx"], lines[..2]);
        Assert.Equal(scene.Agent.StubOf("absent"), scene.TargetsOf("code")[0]); // the stub's trap can say who is missing

        // Reads and writes are behind a test for null: their operand is some place in the code itself, which cannot be written.
        ulong code = scene.AddressOf("code");
        Assert.All(scene.TargetsOf("code")[1..], target => Assert.InRange(target, code, code + 35));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pointer_relative_to_its_own_place_cannot_be_null()
    {
        var scene = new LinkScene();
        Assert.Null(scene.Link(await Assembler.UnitAsync("a.o", ".section .rodata,\"a\"\n.weak none\n.long none - .\n")));
        scene.TheOnly(DiagnosticCatalog.RelocationOutOfRange);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("movq stdout(%rip), %rdi")]
    [InlineData("leaq stdout+8(%rip), %rdi")]
    [InlineData("vpermb stdout(%rip), %zmm0, %zmm1")] // the same bytes as lea, behind an EVEX prefix
    public async Task Data_of_the_process_that_is_accessed_directly_is_refused_with_the_way_to_reach_it(string instruction)
    {
        var scene = new LinkScene();
        scene.Agent.Host["stdout"] = Far;
        Assert.Null(scene.Link(await CodeAsync(instruction)));
        string message = scene.TheOnly(DiagnosticCatalog.RelocationOutOfRange).Message;
        foreach (string part in new[] { "R_X86_64_PC32 to 'stdout'", "-fPIC", "-fno-direct-access-external-data", "-mno-direct-extern-access" })
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    private static Task<Engine.Objects.ObjectUnit> CodeAsync(string instructions) => Assembler.UnitAsync(
        "a.o", $".text\n.globl code\n.type code,@function\ncode:\n{instructions}\n.Lend:\n.size code, .Lend-code\n");

    private static long Displacement(LinkScene scene, ulong target) => (long)(target - (scene.AddressOf("code") + 7));

    private static Task<string[]> DisassembleAsync(LinkScene scene, int size) =>
        Assembler.DisassembleAsync(scene.Agent.Read(scene.AddressOf("code"), size).ToArray());
}
