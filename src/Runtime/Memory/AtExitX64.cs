using System.Buffers.Binary;

namespace Graft;

/// <summary>
/// A module's <c>atexit</c>. The C library does not export it: every program links a copy of its own, which registers with
/// the handle of the library that it is in. Here that is the arena's, so that handlers run when the runtime ends.
/// <code>
///  0: 31 F6          xor  esi, esi            no argument for the handler
///  2: 48 BA imm64    mov  rdx, dso_handle
/// 12: 48 B8 imm64    mov  rax, __cxa_atexit
/// 22: FF E0          jmp  rax
/// </code>
/// </summary>
internal static class AtExitX64
{
    /// <summary>Assembles it; the bytes do not depend on where they are put.</summary>
    /// <param name="dsoHandle">The arena's handle.</param>
    /// <param name="register">Address of <c>__cxa_atexit</c>.</param>
    public static byte[] Assemble(ulong dsoHandle, ulong register)
    {
        byte[] code =
        [
            0x31, 0xF6, 0x48, 0xBA, 0, 0, 0, 0, 0, 0, 0, 0, 0x48, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xE0,
        ];
        BinaryPrimitives.WriteUInt64LittleEndian(code.AsSpan(4), dsoHandle);
        BinaryPrimitives.WriteUInt64LittleEndian(code.AsSpan(14), register);
        return code;
    }
}
