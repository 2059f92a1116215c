using System.Globalization;
using System.Text;
using Graft.Engine.Objects;

namespace Graft.Tests.Link.Relocations;

/// <summary>
/// An object with fields of one kind of relocation, eight bytes apart in a read-only section, whose addends are chosen so that the
/// fields get wanted values. Everything lies where it lay in a first link without relocations.
/// </summary>
internal sealed class RelocationScene(RelocationKind kind)
{
    /// <summary>What the bytes of a field hold before, so that those behind a narrow field can be seen to stay.</summary>
    public const byte Filler = 0xA5;

    /// <summary>The symbol that the fields refer to.</summary>
    public const string Symbol = "target";

    /// <summary>Size of the symbol.</summary>
    private const ulong SymbolSize = 12;

    /// <summary>Far from everything: a call needs the stub.</summary>
    private const ulong FarAway = 0x7F00_0000_0000;

    /// <summary>The section with the fields.</summary>
    public const string Section = ".fields";

    public LinkScene Scene { get; private set; } = null!;

    public ObjectUnit Unit { get; private set; } = null!;

    public byte[] Object { get; private set; } = [];

    /// <summary>The runtime's address of the first field.</summary>
    public ulong Address { get; private set; }

    /// <summary>The addends that give fields their values.</summary>
    public async Task<long[]> AddendsAsync(params long[] values)
    {
        await LinkAsync(new long[values.Length], isRelocated: false);
        Assert.NotNull(Scene.Result);
        ulong got = Scene.Result.Map.GotAddress;
        ulong symbol = kind.IsCall ? Scene.Agent.StubOf(Symbol) : Scene.Result.Map.AddressOf(0, Index(".target"))!.Value;
        Address = Scene.Result.Map.AddressOf(0, Index(Section))!.Value;
        return [.. values.Select((value, i) =>
            (long)((ulong)value - kind.Base(new(symbol, Address + ((ulong)i * 8), got, got, SymbolSize))))];
    }

    /// <summary>Assembles fields with addends, and links them.</summary>
    public async Task LinkAsync(long[] addends, bool isRelocated = true)
    {
        var text = new StringBuilder();
        if (!kind.IsCall)
            text.Append(CultureInfo.InvariantCulture, $".section .target,\"aw\"\n.globl {Symbol}\n.type {Symbol},@object\n{Symbol}: .zero {SymbolSize}\n.size {Symbol},{SymbolSize}\n");
        else
            text.Append(CultureInfo.InvariantCulture, $".text\ncall {Symbol}\n");
        text.Append(CultureInfo.InvariantCulture, $".section .entry,\"a\"\n.reloc ., R_X86_64_GOT64, {Symbol}\n.quad 0\n"); // so that there is one GOT entry, always
        text.Append(CultureInfo.InvariantCulture, $".section {Section},\"a\"\n.balign 4096\n");
        string name = !isRelocated ? "NONE" : kind.Number != 0 ? "GOTPCREL" : kind.Name;
        foreach (long addend in addends)
            text.Append(CultureInfo.InvariantCulture, $".reloc ., R_X86_64_{name}, {Symbol}+0x{addend:x}\n.fill 8,1,{Filler}\n");
        Object = await Assembler.BytesAsync(text.ToString());
        if (kind.Number != 0 && isRelocated)
            ObjectBytes.Retype(Object, from: 9, to: kind.Number);
        Scene = new LinkScene();
        Scene.Agent.Host[Symbol] = FarAway;
        Unit = Assembler.Read("a.o", Object);
        Scene.Link(Unit);
    }

    /// <summary>The bytes of all fields after the link.</summary>
    public byte[] Fields => Scene.Agent.Read(Address, (int)Unit.Sections[Index(Section)].Size).ToArray();

    /// <summary>Index of a section in the unit.</summary>
    public int Index(string section) => Enumerable.Range(0, Unit.Sections.Length).Single(i => Unit.Sections[i].Name.ToString() == section);
}
