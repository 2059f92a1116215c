using System.Globalization;
using Graft.Engine.Objects;

namespace Graft.Tests.Link.Relocations;

/// <summary>
/// Instructions that use a GOT entry do without where the target is in reach, as the psABI allows ("Optimize GOTPCRELX Relocations");
/// and never where a number would be cut.
/// </summary>
public sealed class GotRelaxationSpecs
{
    /// <summary>All that may be rewritten, with every prefix: none, REX, and REX2 of APX.</summary>
    private const string Rewritable = """
        movq n@GOTPCREL(%rip), %rax
        movq n@GOTPCREL(%rip), %r9
        movl n@GOTPCREL(%rip), %ecx
        movl n@GOTPCREL(%rip), %r14d
        movq n@GOTPCREL(%rip), %r16
        movq n@GOTPCREL(%rip), %r31
        testq %rdx, n@GOTPCREL(%rip)
        testq %r10, n@GOTPCREL(%rip)
        testl %esi, n@GOTPCREL(%rip)
        testq %r27, n@GOTPCREL(%rip)
        addq n@GOTPCREL(%rip), %rbx
        orq n@GOTPCREL(%rip), %r12
        adcl n@GOTPCREL(%rip), %edi
        sbbq n@GOTPCREL(%rip), %r8
        andq n@GOTPCREL(%rip), %r20
        subl n@GOTPCREL(%rip), %ebp
        xorq n@GOTPCREL(%rip), %r15
        cmpq n@GOTPCREL(%rip), %rsi
        cmpq n@GOTPCREL(%rip), %r29
        """;

    /// <summary>What only looks like it, or has no relocation that allows it.</summary>
    private const string Fixed = """
        pushq n@GOTPCREL(%rip)
        cmpq $1, n@GOTPCREL(%rip)
        addw n@GOTPCREL(%rip), %ax
        movq %rax, n@GOTPCREL(%rip)
        imulq n@GOTPCREL(%rip), %r17
        addq n@GOTPCREL(%rip), %r8, %r16
        .reloc .+3, R_X86_64_GOTPCREL, n-4
        movq 0(%rip), %rax
        .reloc .+3, R_X86_64_REX_GOTPCRELX, n+4
        movq 0(%rip), %rax
        """;

    private const string Variable = ".data\n.globl n\n.type n,@object\n.size n,8\nn: .quad 5\n";

    private const string Function = ".section .text.f,\"ax\",@progbits\n.globl f\n.type f,@function\nf: ret\n.size f,1\n";

    [Theory(Timeout = 60_000)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public async Task A_number_of_32_bits_becomes_an_immediate(long value)
    {
        var scene = await LinkAsync(Rewritable, Number(value));
        string[] expected = [.. Rewritable.Split('\n').Select(line =>
            line.Replace("n@GOTPCREL(%rip), ", $"${value}, ", StringComparison.Ordinal)
                .Replace("testq %", $"testq ${value}, %", StringComparison.Ordinal)
                .Replace("testl %", $"testl ${value}, %", StringComparison.Ordinal)
                .Replace(", n@GOTPCREL(%rip)", "", StringComparison.Ordinal))];
        Assert.Equal(expected, (await DisassembleAsync(scene)).Select(SignedImmediate));
        Assert.Equal(0, scene.Result!.Map.GotEntryCount);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(int.MaxValue + 1L)]
    [InlineData(int.MinValue - 1L)]
    [InlineData(uint.MaxValue)]
    [InlineData(long.MaxValue)]
    public async Task A_greater_number_stays_in_its_GOT_entry(long value)
    {
        var scene = await LinkAsync(Rewritable, Number(value));
        AssertUnchanged(scene);
        Assert.Equal(value, (long)scene.WordAt(scene.Result!.Map.GotAddress));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_address_in_the_arena_is_computed_and_only_calculations_load_it()
    {
        var scene = await LinkAsync(Rewritable, Variable);
        ulong target = scene.AddressOf("n");
        string[] lines = await DisassembleAsync(scene);
        Assert.All(lines.Take(6), line => Assert.StartsWith("lea", line, StringComparison.Ordinal));
        Assert.All(lines.Skip(6), line => Assert.DoesNotContain("$", line, StringComparison.Ordinal));
        Assert.Equal([.. Enumerable.Repeat(target, 6), .. Enumerable.Repeat(scene.Result!.Map.GotAddress, lines.Length - 6)], Meant(scene));
        Assert.Equal(target, scene.WordAt(scene.Result.Map.GotAddress));
    }

    [Fact(Timeout = 60_000)]
    public async Task Other_uses_of_a_GOT_entry_stay_as_they_are()
    {
        var scene = await LinkAsync(Fixed, Variable);
        AssertUnchanged(scene);
        Assert.Equal(scene.AddressOf("n"), scene.WordAt(scene.Result!.Map.GotAddress));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(Rewritable)]
    [InlineData(Fixed)]
    [InlineData("call *f@GOTPCREL(%rip)\njmp *f@GOTPCREL(%rip)")]
    public async Task Lld_rewrites_the_same_instructions_in_an_arena_below_2_GiB(string instructions)
    {
        // lld leaves calculations without a prefix alone.
        string[] lines = [.. instructions.Split('\n').Where(line => line.Split(' ')[0] is not ("testl" or "adcl" or "subl"))];
        byte[] content = await AssembleAsync(Text(string.Join('\n', lines)) + Variable + Function);
        var scene = new LinkScene(FakeAgent.LowBase);
        var unit = Assembler.Read("a.o", content);
        var map = scene.LinkWell(unit).Map;
        var expected = await LldOracle.LinkAsync(content, unit, map, new Dictionary<string, ulong>(), sharesGot: true);
        int text = Enumerable.Range(0, unit.Sections.Length).Single(i => unit.Sections[i].Name.ToString() == ".text.code");
        Assert.Equal(Convert.ToHexString(expected[text]), Convert.ToHexString(Code(scene)));
    }

    private static string Number(long value) => string.Create(CultureInfo.InvariantCulture, $".globl n\n.set n, {value}\n");

    private static string Text(string instructions) =>
        $".section .text.code,\"ax\",@progbits\n.globl code\n.type code,@function\ncode:\n{instructions}\n.size code, .-code\n";

    private static Task<byte[]> AssembleAsync(string source) => Assembler.BytesAsync(source, "-mattr=+egpr,+ndd");

    private static async Task<LinkScene> LinkAsync(string instructions, string definition)
    {
        var scene = new LinkScene();
        scene.LinkWell(Assembler.Read("a.o", await AssembleAsync(Text(instructions))), Assembler.Read("b.o", await AssembleAsync(definition)));
        return scene;
    }

    private static byte[] Code(LinkScene scene) =>
        scene.Agent.Read(scene.AddressOf("code"), (int)scene.Agent.LastResolve!.Definitions[scene.DefinitionIndex("code")].Size).ToArray();

    private static Task<string[]> DisassembleAsync(LinkScene scene) => Assembler.DisassembleAsync(Code(scene));

    /// <summary>All fields mean the GOT entry, and nothing else differs from the object.</summary>
    private static void AssertUnchanged(LinkScene scene)
    {
        Assert.All(Meant(scene), meant => Assert.Equal(scene.Result!.Map.GotAddress, meant));
        byte[] source = Section(scene).Bytes.ToArray(), ours = Code(scene);
        foreach (var relocation in Section(scene).Relocations)
            source.AsSpan((int)relocation.Offset, 4).CopyTo(ours.AsSpan((int)relocation.Offset));
        Assert.Equal(Convert.ToHexString(source), Convert.ToHexString(ours));
    }

    /// <summary>The addresses that the code's displacements mean: P + field - A.</summary>
    private static ulong[] Meant(LinkScene scene) =>
        [.. Section(scene).Relocations.ToArray().Select(relocation =>
        {
            ulong place = scene.AddressOf("code") + relocation.Offset;
            return place + (ulong)(BitConverter.ToInt32(scene.Agent.Read(place, 4)) - relocation.Addend);
        })];

    private static ObjectSection Section(LinkScene scene) => scene.Units[0].Sections.Single(s => s.Name.ToString() == ".text.code");

    private static string SignedImmediate(string line)
    {
        // The disassembler shows 32-bit immediates of 32-bit instructions without a sign.
        int start = line.IndexOf('$', StringComparison.Ordinal) + 1, end = line.IndexOf(',', StringComparison.Ordinal);
        long value = long.Parse(line[start..end], CultureInfo.InvariantCulture);
        return $"{line[..start]}{(int)value}{line[end..]}";
    }
}
