namespace Graft.Engine.Link;

/// <summary>
/// What the bytes before a field say about the instruction that it is part of. A field's offset is where its 32-bit
/// displacement begins; before it stand ModRM byte, opcode and prefixes (Intel SDM volume 2, chapter 2).
/// </summary>
internal static class X64Instruction
{
    /// <summary>The ModRM byte's register number, which a prefix extends.</summary>
    public const int RegisterMask = 0x38;

    private const byte OperandSizePrefix = 0x66;
    private const byte EvexPrefix = 0x62;
    private const byte Rex2Prefix = 0xD5;

    /// <summary>The bit of a REX2 prefix's payload that selects two-byte opcodes (M0).</summary>
    private const byte Rex2TwoByteMap = 0x80;

    /// <summary>
    /// A displacement after E8, E9 or 0F 8x is a call or jump: no other instruction has those bytes there, since a RIP-relative
    /// operand's ModRM byte is 00rrr101. An 8-bit one is a short jump's (EB, 7x) or a loop's (E0 to E3).
    /// </summary>
    public static Reference ClassifyDisplacement(Field field, ReadOnlySpan<byte> bytes, int offset, long addend)
    {
        if (offset == 0)
            return Reference.Address;
        byte before = bytes[offset - 1];
        if (field == Field.Signed8)
            return before is 0xEB or (>= 0x70 and <= 0x7F) or (>= 0xE0 and <= 0xE3) ? Reference.Branch : Reference.Address;
        if (field != Field.Signed32)
            return Reference.Address;
        if (IsBranch(bytes, offset))
            return Reference.Branch;
        return addend == -4 && IsAddressComputation(bytes, offset) ? Reference.AddressComputation : Reference.Address;
    }

    /// <summary>Whether a 32-bit displacement is that of a call or jump, conditional or not.</summary>
    public static bool IsBranch(ReadOnlySpan<byte> bytes, int offset) => offset > 0
        && (bytes[offset - 1] is 0xE8 or 0xE9 || (offset > 1 && bytes[offset - 2] == 0x0F && (bytes[offset - 1] & 0xF0) == 0x80));

    /// <summary>How an instruction uses a GOT entry that the relocation's kind allows to do without.</summary>
    public static Reference ClassifyGotUse(X64Rewriting prefix, ReadOnlySpan<byte> bytes, int offset)
    {
        bool hasPrefix = prefix switch
        {
            X64Rewriting.Rex => offset > 2 && (bytes[offset - 3] & 0xF0) == 0x40,
            X64Rewriting.Rex2 => offset > 3 && bytes[offset - 4] == Rex2Prefix && (bytes[offset - 3] & Rex2TwoByteMap) == 0,
            _ => offset > 1,
        };
        if (!hasPrefix)
            return Reference.GotEntry;
        byte opcode = bytes[offset - 2], modRm = bytes[offset - 1];
        if (opcode == 0xFF && modRm is 0x15 or 0x25)
            return Reference.GotCall;
        if (!IsRipRelative(modRm))
            return Reference.GotEntry;
        if (opcode == 0x8B)
            return Reference.GotLoad;

        // test is 85, the eight operations are 00xxx011. A 16-bit one would take an immediate of another length.
        bool isOperation = opcode == 0x85 || (opcode & 0xC7) == 0x03;
        bool is16Bit = prefix == X64Rewriting.Plain && offset > 2 && bytes[offset - 3] == OperandSizePrefix;
        return isOperation && !is16Bit ? Reference.GotOperand : Reference.GotEntry;
    }

    // REX.W 8D: lea. Behind an EVEX prefix the same bytes may be a vector instruction.
    private static bool IsAddressComputation(ReadOnlySpan<byte> bytes, int offset) =>
        offset > 2 && bytes[offset - 2] == 0x8D && IsRipRelative(bytes[offset - 1]) && (bytes[offset - 3] & 0xF8) == 0x48
        && (offset < 6 || bytes[offset - 6] != EvexPrefix);

    private static bool IsRipRelative(byte modRm) => (modRm & ~RegisterMask) == 0x05;
}
