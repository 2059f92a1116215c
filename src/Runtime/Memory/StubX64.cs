using System.Buffers.Binary;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// The bytes of a stub, which look like an entry of a procedure linkage table:
/// <code>
///  0: FF 25 disp32   jmp  *slot(%rip)     the function, or while it is not there the next line
///  6: 68 imm32       push $index          which function is called
/// 11: E9 disp32      jmp  common_trap     <see cref="TrapX64"/>
/// </code>
/// </summary>
internal static class StubX64
{
    /// <summary>Where in the stub the trap entry is, that an unresolved slot points to.</summary>
    public const int TrapEntryOffset = 6;

    private const int JumpSize = 6;

    /// <summary>Writes one stub.</summary>
    /// <param name="bytes">Its <see cref="ArenaLayout.StubSize"/> bytes.</param>
    /// <param name="address">Its address.</param>
    /// <param name="index">Its index.</param>
    /// <param name="slot">Address of its slot.</param>
    /// <param name="commonTrap">Address of the common trap.</param>
    public static void Write(Span<byte> bytes, ulong address, int index, ulong slot, ulong commonTrap)
    {
        bytes[0] = 0xFF;
        bytes[1] = 0x25;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[2..], Displacement(address + JumpSize, slot));
        bytes[6] = 0x68;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[7..], index);
        bytes[11] = 0xE9;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Displacement(address + ArenaLayout.StubSize, commonTrap));
    }

    // The arena is smaller than 2 GiB, so this always fits.
    private static int Displacement(ulong from, ulong to) => checked((int)unchecked((long)(to - from)));
}
