using System.Buffers.Binary;

namespace Graft.Protocol;

/// <summary>
/// The no-op at the entry of a function that may be called without its stub: one instruction of eight bytes, aligned, so that one store puts
/// a jump in its place and no thread can stand inside it (Intel SDM volume 2B, NOP: <c>0F 1F /0</c> with a SIB byte and a 32-bit displacement).
/// </summary>
public static class EntryNoOp
{
    /// <summary>Its length and alignment in bytes.</summary>
    public const int Size = 8;

    /// <summary>The form that LLVM writes at entries, as a little-endian word: <c>0F 1F 84 00 00 02 00 00</c>.</summary>
    public const ulong Word = 0x0000_0200_0084_1F0F;

    private const ulong Opcode = 0x84_1F0F, OpcodeMask = 0xFF_FFFF;

    /// <summary>Whether code begins with it, whatever the address that it names and does not touch. Its own address must be aligned besides.</summary>
    public static bool IsAt(ReadOnlySpan<byte> code) =>
        code.Length >= Size && (BinaryPrimitives.ReadUInt64LittleEndian(code) & OpcodeMask) == Opcode;
}
