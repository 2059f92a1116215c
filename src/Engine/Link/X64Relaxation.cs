namespace Graft.Engine.Link;

/// <summary>The field of a rewritten instruction.</summary>
/// <param name="Kind">How it is computed now.</param>
/// <param name="Reference">How it refers to its symbol now.</param>
/// <param name="Offset">Where it begins now.</param>
/// <param name="Addend">The addend now.</param>
internal readonly record struct RewrittenField(X64Relocation Kind, Reference Reference, int Offset, long Addend);

/// <summary>
/// Rewrites instructions whose operand is a GOT entry to do without it, where the target is in reach (psABI, "Optimize GOTPCRELX
/// Relocations"); and address computations whose target is out of reach to load it from one. The instruction's length stays.
/// </summary>
internal static class X64Relaxation
{
    private const byte Move = 0x8B;
    private const byte LoadEffectiveAddress = 0x8D;
    private const byte Test = 0x85;

    /// <summary>REX: the bit that extends ModRM.reg, and both that such an instruction uses.</summary>
    private const int RexR = 0x04, RexRAndB = 0x05;

    /// <summary>REX2 has two of each, for 32 registers.</summary>
    private const int Rex2R = 0x44, Rex2RAndB = 0x55;

    private static readonly X64Relocation Displacement = new(Formula.PcRelative, Field.Signed32);
    private static readonly X64Relocation Immediate = new(Formula.Absolute, Field.Signed32);

    /// <summary>Rewrites an instruction that uses a GOT entry, if its symbol can do without.</summary>
    /// <param name="prefix">The instruction's prefix.</param>
    /// <param name="reference">How the instruction uses the entry.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="code">The section's bytes in the slab.</param>
    /// <param name="offset">The field's offset in them.</param>
    /// <param name="field">The field of the new instruction.</param>
    public static bool TryRelax(
        X64Rewriting prefix, Reference reference, in LinkSymbol symbol, Span<byte> code, int offset, out RewrittenField field)
    {
        field = new(Displacement, Reference.Address, offset, -4);
        switch (reference)
        {
            case Reference.GotLoad when symbol.IsNear:
                code[offset - 2] = LoadEffectiveAddress; // mov foo@GOTPCREL(%rip), %reg -> lea foo(%rip), %reg
                return true;
            case Reference.GotLoad or Reference.GotOperand when symbol.IsImmediate:
                field = UseImmediate(prefix, code, offset);
                return true;
            case Reference.GotCall when symbol.IsNear || symbol.Stub != 0:
                field = UseDirectBranch(code, offset);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// lea foo(%rip), %reg -> mov foo@GOTPCREL(%rip), %reg, for a symbol out of reach that has a GOT entry. Only the opcode changes.
    /// </summary>
    public static void UseGotEntry(Span<byte> code, int offset) => code[offset - 2] = Move;

    /// <summary>
    /// Replaces a RIP-relative operand by the symbol's address as a sign-extended immediate: <c>mov</c> and <c>lea</c> become C7 /0,
    /// <c>test</c> F7 /0, the eight operations 81 /n. The register moves from ModRM.reg to ModRM.rm.
    /// </summary>
    public static RewrittenField UseImmediate(X64Rewriting prefix, Span<byte> code, int offset)
    {
        byte opcode = code[offset - 2];
        int register = (code[offset - 1] & X64Instruction.RegisterMask) >> 3;
        (code[offset - 2], int operation) = opcode switch
        {
            Move or LoadEffectiveAddress => ((byte)0xC7, 0),
            Test => ((byte)0xF7, 0),
            _ => ((byte)0x81, opcode & X64Instruction.RegisterMask),
        };
        code[offset - 1] = (byte)(0xC0 | operation | register);
        if (prefix != X64Rewriting.Plain)
        {
            // The bits that extend the register move along: R is two above B in both prefixes.
            ref byte bits = ref code[offset - 3];
            var (r, both) = prefix == X64Rewriting.Rex ? (RexR, RexRAndB) : (Rex2R, Rex2RAndB);
            bits = (byte)((bits & ~both) | ((bits & r) >> 2));
        }

        return new(Immediate, Reference.Address, offset, 0);
    }

    private static RewrittenField UseDirectBranch(Span<byte> code, int offset)
    {
        if (code[offset - 1] == 0x15)
        {
            // call *foo@GOTPCREL(%rip) -> addr32 call foo. A REX prefix, which calls of __tls_get_addr have, must stay next to
            // the opcode: it is what makes the operand-size prefix before it harmless.
            bool hasRex = offset > 2 && code[offset - 3] == 0x48;
            code[hasRex ? offset - 3 : offset - 2] = 0x67;
            if (hasRex)
                code[offset - 2] = 0x48;
            code[offset - 1] = 0xE8;
            return new(Displacement, Reference.Branch, offset, -4);
        }

        code[offset - 2] = 0xE9; // jmp *foo@GOTPCREL(%rip) -> jmp foo; nop
        code[offset + 3] = 0x90;
        return new(Displacement, Reference.Branch, offset - 1, -4);
    }
}
