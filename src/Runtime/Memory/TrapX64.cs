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
        var code = new X64CodeWriter();
        code.Bytes(0x55);                                   // push rbp
        code.Bytes(0x48, 0x89, 0xE5);                       // mov  rbp, rsp         [rbp+8] index, [rbp+16] return address
        code.Bytes(0x50, 0x57, 0x56, 0x52, 0x51);           // push rax, rdi, rsi, rdx, rcx
        code.Bytes(0x41, 0x50, 0x41, 0x51, 0x41, 0x52);     // push r8, r9, r10
        code.Bytes(0x48, 0x81, 0xEC).Int32(state.Size);     // sub  rsp, size
        code.Bytes(0x48, 0x83, 0xE4, 0xC0);                 // and  rsp, -64         XSAVE wants 64, the ABI 16
        VectorStateX64.Save(code, state);
        code.Bytes(0x8B, 0x7D, 0x08);                       // mov  edi, [rbp+8]     index
        code.Bytes(0x48, 0x8B, 0x75, 0x10);                 // mov  rsi, [rbp+16]    return address
        code.Bytes(0x48, 0xBA).Int64(context);              // mov  rdx, context
        code.Bytes(0x48, 0xB8).Int64(handler);              // mov  rax, handler
        code.Bytes(0xFF, 0xD0);                             // call rax
        code.Bytes(0x49, 0x89, 0xC3);                       // mov  r11, rax         the one register that the ABI leaves free here
        VectorStateX64.Restore(code, state);
        code.Bytes(0x48, 0x8D, 0x65, 256 - SavedRegisterBytes); // lea rsp, [rbp-64]
        code.Bytes(0x41, 0x5A, 0x41, 0x59, 0x41, 0x58);     // pop  r10, r9, r8
        code.Bytes(0x59, 0x5A, 0x5E, 0x5F, 0x58);           // pop  rcx, rdx, rsi, rdi, rax
        code.Bytes(0x5D);                                   // pop  rbp
        code.Bytes(0x48, 0x8D, 0x64, 0x24, 0x08);           // lea  rsp, [rsp+8]     drop the index
        code.Bytes(0x41, 0xFF, 0xE3);                       // jmp  r11
        return code.ToArray();
    }
}
