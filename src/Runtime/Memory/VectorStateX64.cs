namespace Graft;

/// <summary>Machine code that saves vector registers at the top of the stack, which is aligned to 64 bytes, and restores them.</summary>
internal static class VectorStateX64
{
    /// <summary>Saves them at rsp. Leaves rax and rdx undefined.</summary>
    public static void Save(X64CodeWriter code, VectorState state)
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

    /// <summary>Restores them from rsp. Leaves rax and rdx undefined.</summary>
    public static void Restore(X64CodeWriter code, VectorState state)
    {
        if (state.Mask == 0)
        {
            code.Bytes(0x48, 0x0F, 0xAE, 0x0C, 0x24);       // fxrstor64 [rsp]
            return;
        }

        LoadMask(code, state);
        code.Bytes(0x48, 0x0F, 0xAE, 0x2C, 0x24);           // xrstor64 [rsp]
    }

    private static void LoadMask(X64CodeWriter code, VectorState state)
    {
        code.Bytes(0xB8).Int32((int)state.Mask);            // mov  eax, mask
        code.Bytes(0x31, 0xD2);                             // xor  edx, edx
    }
}
