using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Compile;

namespace Graft.Tests.Link;

/// <summary><c>__start_NAME</c> and <c>__stop_NAME</c> bound the sections NAME of all units of a link.</summary>
public sealed class SectionBoundSpecs : IDisposable
{
    private const string Walker =
        ".globl bounds; .section .rodata,\"a\"; .type bounds,@object; bounds: .quad __start_listed, __stop_listed; .size bounds,16";

    private readonly string _folder = Directory.CreateTempSubdirectory("graft-bounds-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 60_000)]
    [InlineData("a")]
    [InlineData("aw")]
    public async Task The_sections_are_joined_as_lld_joins_them(string flags)
    {
        string[] sources =
        [
            Walker + $"; .section listed,\"{flags}\"; .quad 1",
            $".data; .quad 99; .section listed,\"{flags}\"; .byte 2; .section .rodata,\"a\"; .byte 0",
            $".section listed,\"{flags}\"; .balign 16; .quad 3; .section listed,\"{flags}\",@progbits,unique,1; .quad 4",
            ".text; nop",
        ];
        byte[] expected = await JoinedByLldAsync(sources);
        var scene = new LinkScene();
        scene.LinkWell(await Task.WhenAll(sources.Select((source, i) => Assembler.UnitAsync($"u{i}.o", source))));
        var (start, stop) = Bounds(scene.Agent);
        Assert.Equal(0ul, start % 16);
        Assert.Equal(expected, scene.Agent.Read(start, (int)(stop - start)).ToArray());
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_walks_them_needs_all_of_them()
    {
        var scene = new LinkScene();
        scene.LinkWell(
            await Assembler.UnitAsync("a.o", Walker),
            await Assembler.UnitAsync("b.o", ".section listed,\"a\"; .quad wanted"));
        var request = scene.Agent.LastCommit!;
        int walker = request.DefinedIn[scene.DefinitionIndex("bounds")];
        int listed = Assert.Single(request.Nodes.NeedsNodes[walker].ToArray());
        Assert.NotEmpty(request.Nodes.NeedsSymbols[listed].ToArray());
        Assert.DoesNotContain(scene.Agent.LastResolve!.Wants, want => want.Name.StartsWith("__start_"u8) || want.Name.StartsWith("__stop_"u8));
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_such_sections_the_symbols_are_wanted_like_others()
    {
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o", Walker + "; .weak __start_listed, __stop_listed"));
        Assert.Equal((0ul, 0ul), Bounds(scene.Agent));
        Assert.All(scene.Agent.LastResolve!.Wants, want => Assert.Equal(SymbolBinding.Weak, want.Binding));
    }

    [Fact(Timeout = 60_000)]
    public async Task Sections_that_go_with_others_stand_in_the_order_of_those()
    {
        var scene = new LinkScene();
        scene.LinkWell(await Assembler.UnitAsync("a.o", Walker + ";"
            + ".section .text.first,\"ax\"; nop; .section .text.second,\"ax\"; nop;"
            + ".section listed,\"ao\",@progbits,.text.second; .quad 2; .section listed,\"ao\",@progbits,.text.first,unique,1; .quad 1"));
        var (start, stop) = Bounds(scene.Agent);
        Assert.Equal(16ul, stop - start);
        Assert.Equal((1ul, 2ul), (scene.WordAt(start), scene.WordAt(start + 8)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_patch_of_one_unit_joins_the_constants_of_all_anew()
    {
        using var agent = new FakeAgent();
        var walker = new ObjectInput("a.o", await Assembler.BytesAsync(Walker));
        var other = new ObjectInput("b.o", await Assembler.BytesAsync(".section listed,\"a\"; .quad 7"));
        Load(agent, walker, other, new ObjectInput("c.o", await Assembler.BytesAsync(".section listed,\"a\"; .quad 8")));
        Load(agent, walker, other, new ObjectInput("c.o", await Assembler.BytesAsync(".section listed,\"a\"; .quad 9, 10")));
        var (start, stop) = Bounds(agent);
        Assert.Equal([7, 9, 10], Words(agent, start, stop));
    }

    [Fact(Timeout = 60_000)]
    public async Task Variables_that_live_on_stay_joined_or_are_refused_to_grow()
    {
        using var agent = new FakeAgent();
        var walker = new ObjectInput("a.o", await Assembler.BytesAsync(Walker));
        var first = new ObjectInput("b.o", await Assembler.BytesAsync(".section listed,\"aw\"; .quad 7"));
        Load(agent, walker, first, new ObjectInput("c.o", await Assembler.BytesAsync(".section listed,\"aw\"; .quad 8; .text; nop")));
        var before = Bounds(agent);
        Load(agent, walker, first, new ObjectInput("c.o", await Assembler.BytesAsync(".section listed,\"aw\"; .quad 8; .text; nop; nop")));
        Assert.Equal(before, Bounds(agent));

        var more = new ObjectInput("d.o", await Assembler.BytesAsync(".section listed,\"aw\"; .quad 9"));
        var result = ModuleLoader.Load(agent, "m", [walker, first, new ObjectInput("c.o", await Assembler.BytesAsync(".section listed,\"aw\"; .quad 8; .text; nop; nop")), more]);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Code == DiagnosticCatalog.DataTypeChanged.Code
            && diagnostic.Message.Contains("__start_listed", StringComparison.Ordinal));
        Assert.Equal(0, agent.OpenSlabs);
    }

    private static void Load(FakeAgent agent, params ObjectInput[] inputs)
    {
        var result = ModuleLoader.Load(agent, "m", inputs);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
    }

    private static (ulong Start, ulong Stop) Bounds(FakeAgent agent)
    {
        ulong table = agent.AddressOf("bounds");
        return (BitConverter.ToUInt64(agent.Read(table, 8)), BitConverter.ToUInt64(agent.Read(table + 8, 8)));
    }

    private static IEnumerable<ulong> Words(FakeAgent agent, ulong start, ulong stop)
    {
        for (; start < stop; start += 8)
            yield return BitConverter.ToUInt64(agent.Read(start, 8));
    }

    private async Task<byte[]> JoinedByLldAsync(string[] sources)
    {
        for (int i = 0; i < sources.Length; i++)
            await File.WriteAllBytesAsync(Path.Combine(_folder, $"u{i}.o"), await Assembler.BytesAsync(sources[i]));
        await Toolchain.RunAsync(InstalledLlvm.Tool("ld.lld"), _folder, ["-static", "-e", "0", "-O0", .. sources.Select((_, i) => $"u{i}.o"), "-o", "linked"]);
        await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-objcopy"), _folder, "-O", "binary", "--only-section=listed", "linked", "joined");
        return await File.ReadAllBytesAsync(Path.Combine(_folder, "joined"));
    }
}
