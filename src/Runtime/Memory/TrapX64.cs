using System.Buffers.Binary;

namespace Graft;

/// <summary>
/// Assembles the common trap, where a call lands whose function is not there yet. On entry the stack holds the stub's
/// index, then the caller's return address; all registers are as at the call. It saves every register that may carry an
/// argument (rax counts the vector registers of a variadic call, r10 is the static chain), asks the handler for
/// the target, puts everything back and jumps there with the stack as at the call.
/// </summary>
internal static class TrapX64
{
    // The pushed registers lie below the saved rbp.
    private const byte SavedRegisterBytes = 8 * 8;

    /// <summary>Assembles it; the bytes do not depend on where they are put.</summary>
    /// <param name="handler">
    /// Address of a function <c>target(uint index, nint returnAddress, nint context)</c> with the C calling convention.
    /// </param>
    /// <param name="context">What the handler gets as its third argument.</param>
    /// <param name="state">How vector registers are saved.</param>
    public static byte[] Assemble(nint handler, nint context, VectorState state)
    {
        var code = new Emitter();
        code.Bytes(0x55);                                   // push rbp
        code.Bytes(0x48, 0x89, 0xE5);                       // mov  rbp, rsp         [rbp+8] index, [rbp+16] return address
        code.Bytes(0x50, 0x57, 0x56, 0x52, 0x51);           // push rax, rdi, rsi, rdx, rcx
        code.Bytes(0x41, 0x50, 0x41, 0x51, 0x41, 0x52);     // push r8, r9, r10
        code.Bytes(0x48, 0x81, 0xEC).Int32(state.Size);     // sub  rsp, size
        code.Bytes(0x48, 0x83, 0xE4, 0xC0);                 // and  rsp, -64         XSAVE wants 64, the ABI 16
        SaveVectors(code, state);
        code.Bytes(0x8B, 0x7D, 0x08);                       // mov  edi, [rbp+8]     index
        code.Bytes(0x48, 0x8B, 0x75, 0x10);                 // mov  rsi, [rbp+16]    return address
        code.Bytes(0x48, 0xBA).Int64(context);              // mov  rdx, context
        code.Bytes(0x48, 0xB8).Int64(handler);              // mov  rax, handler
        code.Bytes(0xFF, 0xD0);                             // call rax
        code.Bytes(0x49, 0x89, 0xC3);                       // mov  r11, rax         the one register that the ABI leaves free here
        RestoreVectors(code, state);
        code.Bytes(0x48, 0x8D, 0x65, 256 - SavedRegisterBytes); // lea rsp, [rbp-64]
        code.Bytes(0x41, 0x5A, 0x41, 0x59, 0x41, 0x58);     // pop  r10, r9, r8
        code.Bytes(0x59, 0x5A, 0x5E, 0x5F, 0x58);           // pop  rcx, rdx, rsi, rdi, rax
        code.Bytes(0x5D);                                   // pop  rbp
        code.Bytes(0x48, 0x8D, 0x64, 0x24, 0x08);           // lea  rsp, [rsp+8]     drop the index
        code.Bytes(0x41, 0xFF, 0xE3);                       // jmp  r11
        return code.ToArray();
    }

    private static void SaveVectors(Emitter code, VectorState state)
    {
        if (state.Mask == 0)
        {
            code.Bytes(0x48, 0x0F, 0xAE, 0x04, 0x24);       // fxsave64 [rsp]
            return;
        }

        code.Bytes(0x31, 0xC0);                             // xor  eax, eax
        for (int offset = 0; offset < VectorState.HeaderSize; offset += 8)
            code.Bytes(0x48, 0x89, 0x84, 0x24).Int32(VectorState.LegacySize + offset); // mov [rsp+512+offset], rax
        LoadMask(code, state);
        code.Bytes(0x48, 0x0F, 0xAE, 0x24, 0x24);           // xsave64 [rsp]
    }

    private static void RestoreVectors(Emitter code, VectorState state)
    {
        if (state.Mask == 0)
        {
            code.Bytes(0x48, 0x0F, 0xAE, 0x0C, 0x24);       // fxrstor64 [rsp]
            return;
        }

        LoadMask(code, state);
        code.Bytes(0x48, 0x0F, 0xAE, 0x2C, 0x24);           // xrstor64 [rsp]
    }

    private static void LoadMask(Emitter code, VectorState state)
    {
        code.Bytes(0xB8).Int32((int)state.Mask);            // mov  eax, mask
        code.Bytes(0x31, 0xD2);                             // xor  edx, edx
    }

    private sealed class Emitter
    {
        private readonly List<byte> _code = [];

        public Emitter Bytes(params ReadOnlySpan<byte> bytes)
        {
            _code.AddRange(bytes);
            return this;
        }

        public void Int32(int value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            _code.AddRange(bytes);
        }

        public void Int64(long value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            _code.AddRange(bytes);
        }

        public byte[] ToArray() => [.. _code];
    }
}
