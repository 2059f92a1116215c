using System.Buffers.Binary;

namespace Graft;

/// <summary>
/// A function that calls an array of functions, for handlers that must run where no managed code can: on <c>exit</c>, on any thread,
/// after a fork.
/// <code>
///  0: 53              push rbx
///  1: 48 BB imm64     mov  rbx, table       addresses, ended by a null
/// 11: 48 8B 03        mov  rax, [rbx]
/// 14: 48 85 C0        test rax, rax
/// 17: 74 08           jz   27
/// 19: FF D0           call rax
/// 21: 48 83 C3 08     add  rbx, 8
/// 25: EB F0           jmp  11
/// 27: 5B              pop  rbx
/// 28: C3              ret
/// </code>
/// </summary>
internal static class RunAllX64
{
    /// <summary>Assembles it; the bytes do not depend on where they are put.</summary>
    /// <param name="table">Address of the array.</param>
    public static byte[] Assemble(ulong table)
    {
        byte[] code =
        [
            0x53, 0x48, 0xBB, 0, 0, 0, 0, 0, 0, 0, 0, 0x48, 0x8B, 0x03, 0x48, 0x85, 0xC0, 0x74, 0x08,
            0xFF, 0xD0, 0x48, 0x83, 0xC3, 0x08, 0xEB, 0xF0, 0x5B, 0xC3,
        ];
        BinaryPrimitives.WriteUInt64LittleEndian(code.AsSpan(3), table);
        return code;
    }
}
