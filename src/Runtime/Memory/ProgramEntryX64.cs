using System.Buffers.Binary;

namespace Graft;

/// <summary>
/// A function <c>int (int argc, char **argv, char **envp)</c> that calls an array of such functions, initialisers and last <c>main</c>, and gives the
/// last one's result. Floating point is set up before as a process begins with it (psABI 3.4.1): the way there, .NET's compiler
/// for one, has left its marks in the status registers.
/// <code>
///  0: 53 41 54 41 55 41 56   push rbx; push r12; push r13; push r14
///  7: 48 83 EC 08            sub  rsp, 8
/// 11: 41 89 FC               mov  r12d, edi
/// 14: 49 89 F5               mov  r13, rsi
/// 17: 49 89 D6               mov  r14, rdx
/// 20: DB E3                  fninit
/// 22: C7 04 24 80 1F 00 00   mov  dword [rsp], 0x1F80
/// 29: 0F AE 14 24            ldmxcsr [rsp]
/// 33: 48 BB imm64            mov  rbx, table       addresses, ended by a null
/// 43: 48 8B 0B               mov  rcx, [rbx]
/// 46: 48 85 C9               test rcx, rcx
/// 49: 74 11                  jz   68
/// 51: 44 89 E7               mov  edi, r12d
/// 54: 4C 89 EE               mov  rsi, r13
/// 57: 4C 89 F2               mov  rdx, r14
/// 60: FF D1                  call rcx
/// 62: 48 83 C3 08            add  rbx, 8
/// 66: EB E7                  jmp  43
/// 68: 48 83 C4 08            add  rsp, 8
/// 72: 41 5E 41 5D 41 5C 5B   pop  r14; pop r13; pop r12; pop rbx
/// 79: C3                     ret
/// </code>
/// </summary>
internal static class ProgramEntryX64
{
    private const int TableOffset = 35;

    /// <summary>Assembles it; the bytes do not depend on where they are put.</summary>
    /// <param name="table">Address of the array.</param>
    public static byte[] Assemble(ulong table)
    {
        byte[] code =
        [
            0x53, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56, 0x48, 0x83, 0xEC, 0x08, 0x41, 0x89, 0xFC, 0x49, 0x89, 0xF5, 0x49, 0x89, 0xD6,
            0xDB, 0xE3, 0xC7, 0x04, 0x24, 0x80, 0x1F, 0x00, 0x00, 0x0F, 0xAE, 0x14, 0x24, 0x48, 0xBB, 0, 0, 0, 0, 0, 0, 0, 0,
            0x48, 0x8B, 0x0B, 0x48, 0x85, 0xC9, 0x74, 0x11, 0x44, 0x89, 0xE7, 0x4C, 0x89, 0xEE, 0x4C, 0x89, 0xF2, 0xFF, 0xD1,
            0x48, 0x83, 0xC3, 0x08, 0xEB, 0xE7, 0x48, 0x83, 0xC4, 0x08, 0x41, 0x5E, 0x41, 0x5D, 0x41, 0x5C, 0x5B, 0xC3,
        ];
        BinaryPrimitives.WriteUInt64LittleEndian(code.AsSpan(TableOffset), table);
        return code;
    }
}
