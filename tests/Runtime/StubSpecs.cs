using Graft.Protocol;
using Iced.Intel;

namespace Graft.Tests.Runtimes;

/// <summary>The bytes of stubs and trap, read by an independent decoder.</summary>
public sealed class StubSpecs
{
    [Fact]
    public void A_stub_jumps_through_its_slot_and_its_trap_entry_pushes_its_index()
    {
        var bytes = new byte[ArenaLayout.StubSize];
        StubX64.Write(bytes, address: 0x7000_0000_0010, index: 0x1234_5678, slot: 0x7000_1000_0008, commonTrap: 0x7000_0020_0000);

        var code = Decode(bytes, 0x7000_0000_0010);

        Assert.Equal(
            ["jmp qword ptr [700010000008h]", "push 12345678h", "jmp near ptr 0000700000200000h"], code.Select(Format));
        Assert.Equal(0x7000_0000_0010UL + StubX64.TrapEntryOffset, code[1].IP);
        Assert.Equal(ArenaLayout.StubSize, code.Sum(instruction => instruction.Length));
    }

    [Theory]
    [InlineData(0xE6u, 2688, "xsave64 [rsp]", "xrstor64 [rsp]")]
    [InlineData(0u, 512, "fxsave64 [rsp]", "fxrstor64 [rsp]")]
    public void The_trap_restores_in_reverse_what_it_saves(uint mask, int size, string save, string restore)
    {
        byte[] bytes = TrapX64.Assemble(0x1122_3344, 0x0102_0304, new VectorState(mask, size));

        string[] code = [.. Decode(bytes, 0x1000).Select(Format)];

        string[] pushed = [.. code.TakeWhile(line => line != $"sub rsp,{size:X}h").Where(line => line.StartsWith("push", StringComparison.Ordinal)).Select(line => line[5..])];
        string[] popped = [.. code.Where(line => line.StartsWith("pop", StringComparison.Ordinal)).Select(line => line[4..])];
        Assert.Equal(["rbp", "rax", "rdi", "rsi", "rdx", "rcx", "r8", "r9", "r10"], pushed);
        Assert.Equal(pushed.Reverse(), popped);
        Assert.Contains("and rsp,0FFFFFFFFFFFFFFC0h", code);
        Assert.True(Array.IndexOf(code, save) < Array.IndexOf(code, "call rax"), string.Join('\n', code));
        Assert.True(Array.IndexOf(code, restore) > Array.IndexOf(code, "call rax"), string.Join('\n', code));
        Assert.Contains("lea rsp,[rbp-40h]", code);
        Assert.Equal(["lea rsp,[rsp+8]", "jmp r11"], code[^2..]);
    }

    [Fact]
    public void The_save_area_holds_what_this_processor_saves()
    {
        var state = VectorState.Detect();
        Assert.Equal(0, state.Size % 64);
        Assert.True(state.Size >= (state.Mask == 0 ? VectorState.LegacySize : VectorState.LegacySize + VectorState.HeaderSize));
    }

    private static List<Instruction> Decode(byte[] bytes, ulong address)
    {
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(bytes), address);
        var code = new List<Instruction>();
        while (decoder.IP < address + (ulong)bytes.Length)
            code.Add(decoder.Decode());
        Assert.DoesNotContain(code, instruction => instruction.IsInvalid);
        return code;
    }

    private static string Format(Instruction instruction)
    {
        var output = new StringOutput();
        new MasmFormatter().Format(instruction, output);
        return output.ToStringAndReset();
    }
}
