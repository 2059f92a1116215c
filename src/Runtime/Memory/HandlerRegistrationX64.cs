using System.Buffers.Binary;

namespace Graft;

/// <summary>
/// A function that adds a module's handle to the arguments of a C library function which registers handlers:
/// <code>
///  0: 31 F6          xor  esi, esi            for atexit: the handler takes no argument
///  2: 48 xx imm64    mov  reg, handle         the argument register that the handle is passed in
/// 12: 48 B8 imm64    mov  rax, function
/// 22: FF E0          jmp  rax
/// </code>
/// </summary>
internal static class HandlerRegistrationX64
{
    /// <summary>mov rcx, imm64: the handle is the fourth argument.</summary>
    public const byte InFourth = 0xB9;

    /// <summary>mov rdx, imm64: the handle is the third argument.</summary>
    public const byte InThird = 0xBA;

    /// <summary>mov rsi, imm64: the handle is the second argument.</summary>
    public const byte InSecond = 0xBE;

    /// <summary>Assembles it; the bytes do not depend on where they are put.</summary>
    /// <param name="function">Address of the C library's function.</param>
    /// <param name="handle">The module's handle.</param>
    /// <param name="register">Where the handle is passed; in the third, the second argument becomes null.</param>
    public static byte[] Assemble(ulong function, ulong handle, byte register)
    {
        byte[] code =
        [
            0x31, 0xF6, 0x48, register, 0, 0, 0, 0, 0, 0, 0, 0, 0x48, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xE0,
        ];
        BinaryPrimitives.WriteUInt64LittleEndian(code.AsSpan(4), handle);
        BinaryPrimitives.WriteUInt64LittleEndian(code.AsSpan(14), function);
        return register == InThird ? code : code[2..];
    }
}
