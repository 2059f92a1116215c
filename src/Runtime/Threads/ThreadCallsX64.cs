namespace Graft;

/// <summary>Assembles the functions by which native code speaks of its threads: each passes its own argument and the agent on.</summary>
internal static class ThreadCallsX64
{
    /// <summary>Assembles one; the bytes do not depend on where they are put.</summary>
    /// <param name="handler">Address of a function <c>(nint argument, nint context)</c> with the C calling convention.</param>
    /// <param name="context">What the handler gets as its second argument.</param>
    public static byte[] Assemble(nint handler, nint context) =>
        new X64CodeWriter()
            .Bytes(0x48, 0xBE).Int64(context)    // mov rsi, context
            .Bytes(0x48, 0xB8).Int64(handler)    // mov rax, handler
            .Bytes(0xFF, 0xE0)                   // jmp rax
            .ToArray();
}
