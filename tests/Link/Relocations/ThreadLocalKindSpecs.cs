using System.Globalization;
using System.Text;
using Graft.Engine.Link;
using Graft.Protocol;

namespace Graft.Tests.Link.Relocations;

/// <summary>Each kind of relocation for thread-locals: what its field holds up to the limits, and what stands in its GOT entry.</summary>
public sealed class ThreadLocalKindSpecs
{
    private const uint Gotpcrel = 9;

    /// <summary>Kinds by number (psABI, table 4.9), with what their GOT entry is for; none for those that count from the base.</summary>
    public static TheoryData<uint, int, GotPurpose?> Kinds => new()
    {
        { 19, 4, GotPurpose.ThreadLocalPair }, // TLSGD
        { 20, 4, GotPurpose.ThreadLocalBase }, // TLSLD
        { 21, 4, null }, // DTPOFF32
        { 17, 8, null }, // DTPOFF64
        { 34, 4, GotPurpose.ThreadLocalDescriptor }, // GOTPC32_TLSDESC
        { 45, 4, GotPurpose.ThreadLocalDescriptor }, // CODE_4_GOTPC32_TLSDESC
        { 48, 4, GotPurpose.ThreadLocalDescriptor }, // CODE_5_GOTPC32_TLSDESC
        { 51, 4, GotPurpose.ThreadLocalDescriptor }, // CODE_6_GOTPC32_TLSDESC
        { 22, 4, GotPurpose.ThreadPointerOffset }, // GOTTPOFF
        { 44, 4, GotPurpose.ThreadPointerOffset }, // CODE_4_GOTTPOFF
        { 47, 4, GotPurpose.ThreadPointerOffset }, // CODE_5_GOTTPOFF
        { 50, 4, GotPurpose.ThreadPointerOffset }, // CODE_6_GOTTPOFF
    };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Kinds))]
    public async Task Fields_hold_the_formula_up_to_their_limits_and_no_further(uint kind, int width, GotPurpose? purpose)
    {
        var (smallest, largest) = width == 4 ? ((long)int.MinValue, (long)int.MaxValue) : (long.MinValue, long.MaxValue);
        long[] values = [0, -1, smallest, largest];
        var (_, bases) = await LinkAsync(kind, purpose, new long[values.Length]);
        var (scene, _) = await LinkAsync(kind, purpose, [.. values.Select((value, i) => value - bases[i])]);
        ulong fields = FieldsOf(scene);
        for (int i = 0; i < values.Length; i++)
        {
            ulong word = scene.WordAt(fields + ((ulong)i * 8));
            Assert.Equal(values[i], width == 4 ? (int)word : (long)word);
            Assert.Equal(width == 4 ? 0xA5A5_A5A5u : word >> 32, word >> 32);
        }

        if (width == 8)
            return;
        foreach (long value in (long[])[smallest - 1, largest + 1])
        {
            var (refused, _) = await LinkAsync(kind, purpose, [value - bases[0]]);
            Assert.Null(refused.Result);
            Assert.Equal("GRAFT3003", Assert.Single(refused.Diagnostics).Code);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pair_is_module_0_and_the_variables_address_and_the_base_is_where_the_GOT_begins()
    {
        var (scene, _) = await LinkAsync(19, GotPurpose.ThreadLocalPair, [0]);
        ulong pair = Assert.Single(scene.Result!.Map.GotEntries).Address;
        Assert.Equal((0UL, scene.AddressOf("x")), (scene.WordAt(pair), scene.WordAt(pair + 8)));
        Assert.Empty(scene.Agent.LastCommit!.Fixups);

        (scene, _) = await LinkAsync(20, GotPurpose.ThreadLocalBase, [0]);
        ulong words = Assert.Single(scene.Result!.Map.GotEntries).Address;
        Assert.Equal((0UL, scene.Result.Map.GotAddress), (scene.WordAt(words), scene.WordAt(words + 8)));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_function_of_a_descriptor_is_the_runtimes()
    {
        var (scene, _) = await LinkAsync(34, GotPurpose.ThreadLocalDescriptor, [0]);
        var fixup = Assert.Single(scene.Agent.LastCommit!.Fixups);
        Assert.Equal((FixupRecord.NoSymbol, FixupKind.ThreadLocalDescriptor), (fixup.Symbol, fixup.Kind));
        Assert.Equal((long)scene.AddressOf("x"), fixup.Addend);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(19, FixupKind.ThreadLocalPair)]
    [InlineData(34, FixupKind.ThreadLocalDescriptor)]
    public async Task An_entry_of_a_variable_that_nobody_has_defined_yet_waits(uint kind, FixupKind expected)
    {
        var scene = new LinkScene();
        Link(scene, await AssembleAsync(kind, "", [0, 0]));
        Assert.NotNull(scene.Result);
        Assert.Equal(SymbolKind.ThreadLocal, Assert.Single(scene.Agent.LastResolve!.Wants).Kind);
        var fixup = Assert.Single(scene.Agent.LastCommit!.Fixups); // both fields are of one node
        Assert.Equal((expected, Assert.Single(scene.Result.Map.GotEntries).Address), (fixup.Kind, fixup.Address));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(22u, Variable, "GRAFT3010", "GOTTPOFF")]
    [InlineData(23u, Variable, "GRAFT3010", "TPOFF32")]
    [InlineData(18u, Variable, "GRAFT3010", "TPOFF64")]
    [InlineData(22u, "", "GRAFT3010", "GOTTPOFF")]
    [InlineData(16u, Variable, "GRAFT3004", "DTPMOD64")]
    [InlineData(36u, Variable, "GRAFT3004", "TLSDESC")]
    [InlineData(19u, Ordinary, "GRAFT3009", "TLSGD")]
    [InlineData(2u, Variable, "GRAFT3009", "PC32")]
    [InlineData(1u, Variable, "GRAFT3009", "64")]
    public async Task What_cannot_be_right_is_refused(uint kind, string definition, string code, string name)
    {
        var scene = new LinkScene();
        Link(scene, await AssembleAsync(kind, definition, [0]));
        Assert.Null(scene.Result);
        var error = Assert.Single(scene.Diagnostics);
        Assert.Equal(code, error.Code);
        Assert.Contains($"section .fields+0x0: R_X86_64_{name} to 'x'", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_call_of_code_without_PLT_becomes_direct_and_keeps_its_REX_prefix_next_to_the_opcode()
    {
        var scene = new LinkScene();
        scene.Agent.Host["__tls_get_addr"] = 0x7F00_0000_1230;
        scene.LinkWell(Assembler.Read("a.o", await Assembler.BytesAsync(Variable + """
            .text
            .globl code
            .type code,@function
            code: .byte 0x66
            leaq x@tlsgd(%rip), %rdi
            .byte 0x66
            rex64
            call *__tls_get_addr@GOTPCREL(%rip)
            .Lend: .size code, .Lend-code
            """)));
        byte[] code = scene.Agent.Read(scene.AddressOf("code"), 16).ToArray();
        Assert.Equal([0x66, 0x67, 0x48, 0xE8], code[8..12]);
        Assert.Equal(scene.Agent.StubOf("__tls_get_addr"), scene.TargetsOf("code")[^1]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Zeros_take_room_among_the_initial_values_and_none_in_the_object()
    {
        var scene = new LinkScene();
        scene.LinkWell(Assembler.Read("a.o", await Assembler.BytesAsync("""
            .section .tdata.a,"awT",@progbits
            .globl a
            .type a,@tls_object
            a: .quad 0x1122334455667788
            .size a,8
            .section .tbss.b,"awT",@nobits
            .balign 64
            .globl b
            .type b,@tls_object
            b: .zero 100000
            .size b,100000
            """)));
        Assert.Equal(0x1122334455667788UL, scene.WordAt(scene.AddressOf("a")));
        Assert.Equal(0UL, scene.AddressOf("b") % 64);
        Assert.True(scene.Agent.Read(scene.AddressOf("b"), 100_000).IndexOfAnyExcept((byte)0) < 0);
    }

    private const string Variable = ".section .tbss.x,\"awT\",@nobits\n.globl x\n.type x,@tls_object\nx: .zero 8\n.size x,8\n";

    private const string Ordinary = ".bss\n.globl x\n.type x,@object\nx: .zero 8\n.size x,8\n";

    // The values of the fields if all addends are 0.
    private static async Task<(LinkScene Scene, long[] Bases)> LinkAsync(uint kind, GotPurpose? purpose, long[] addends)
    {
        var scene = new LinkScene();
        bool isHost = purpose == GotPurpose.ThreadPointerOffset;
        if (isHost)
            scene.Agent.Host["x"] = 0x7F00_0000_1230;
        Link(scene, await AssembleAsync(kind, isHost ? "" : Variable, addends));
        if (scene.Result is not { } result)
            return (scene, []);
        ulong fields = FieldsOf(scene);
        ulong entry = 0;
        if (purpose is not null)
        {
            var place = Assert.Single(result.Map.GotEntries);
            Assert.Equal(purpose, place.Purpose);
            entry = place.Address;
        }

        return (scene, [.. addends.Select((_, i) => purpose is not null
            ? (long)(entry - (fields + ((ulong)i * 8)))
            : (long)(scene.AddressOf("x") - result.Map.GotAddress))]);
    }

    private static void Link(LinkScene scene, byte[] content) => scene.Link(Assembler.Read("a.o", content));

    private static async Task<byte[]> AssembleAsync(uint kind, string definition, long[] addends)
    {
        var text = new StringBuilder(definition).Append(".section .fields,\"a\"\n.balign 4096\n");
        foreach (long addend in addends)
            text.Append(CultureInfo.InvariantCulture, $".reloc ., R_X86_64_GOTPCREL, x+0x{addend:x}\n.fill 8,1,0xA5\n");
        byte[] content = await Assembler.BytesAsync(text.ToString());
        ObjectBytes.Retype(content, Gotpcrel, kind);
        return content;
    }

    private static ulong FieldsOf(LinkScene scene) => scene.Result!.Map.AddressOf(
        0, Enumerable.Range(0, scene.Units[0].Sections.Length).Single(i => scene.Units[0].Sections[i].Name.ToString() == ".fields"))!.Value;
}
