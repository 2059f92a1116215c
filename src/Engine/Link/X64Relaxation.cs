namespace Graft.Engine.Link;

/// <summary>
/// Replaces loads of GOT entries by what they would give, where the target is in reach (psABI, "Optimize GOTPCRELX
/// Relocations"). The instruction's length stays.
/// </summary>
internal static class X64Relaxation
{
    /// <summary>Rewrites the instruction around a field if its symbol needs no GOT entry.</summary>
    /// <param name="reference">How the field refers to its symbol.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="site">The field; its section's bytes have been written.</param>
    /// <param name="relaxed">The field of the new instruction, which may begin elsewhere.</param>
    public static bool TryRelax(Reference reference, in LinkSymbol symbol, in Site site, out Site relaxed)
    {
        relaxed = site;
        var target = site.Target;
        int offset = site.Offset;
        if (reference == Reference.GotLoad && symbol.IsNear)
        {
            target[offset - 2] = 0x8D; // mov foo@GOTPCREL(%rip), %reg -> lea foo(%rip), %reg
            return true;
        }

        if (reference != Reference.GotCall || (!symbol.IsNear && symbol.Stub == 0))
            return false;
        if (target[offset - 1] == 0x15)
        {
            target[offset - 2] = 0x67; // call *foo@GOTPCREL(%rip) -> addr32 call foo
            target[offset - 1] = 0xE8;
            return true;
        }

        target[offset - 2] = 0xE9; // jmp *foo@GOTPCREL(%rip) -> jmp foo; nop
        target[offset + 3] = 0x90;
        relaxed.Offset = offset - 1;
        return true;
    }
}
