namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// Finds where a frame's call frame instructions end (DWARF 5, 7.24; LSB Core, "Exception Frames"): after the last one that does something.
/// How many of DW_CFA_nop follow depends on where the compiler put the record.
/// </summary>
internal ref struct FrameInstructions
{
    private const byte DW_EH_PE_omit = 0xff;

    /// <summary>Above the header's two words: in a CIE the version, in an FDE the function's address.</summary>
    private const int HeaderSize = 8;

    private ReadOnlySpan<byte> _rest;
    private bool _failed;

    private FrameInstructions(ReadOnlySpan<byte> rest) => _rest = rest;

    /// <summary>Bytes of a frame without what does nothing at its end; all of them if it is not understood.</summary>
    /// <param name="frame">The record (FDE).</param>
    /// <param name="common">The record that it shares with others (CIE).</param>
    public static int EndOf(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> common)
    {
        if (!TryReadCommon(common, out int addressSize, out bool hasAugmentation) || frame.Length < HeaderSize + (2 * addressSize))
            return frame.Length;
        var reader = new FrameInstructions(frame[(HeaderSize + (2 * addressSize))..]);
        if (hasAugmentation)
            reader.Skip((int)Math.Min(reader.ReadUnsigned(), int.MaxValue));
        int end = frame.Length - reader._rest.Length;
        while (!reader._failed && !reader._rest.IsEmpty)
        {
            if (reader.SkipInstruction(addressSize))
                end = frame.Length - reader._rest.Length;
        }

        return reader._failed ? frame.Length : end;
    }

    /// <summary>Reads how the frames of a CIE state addresses.</summary>
    private static bool TryReadCommon(ReadOnlySpan<byte> common, out int addressSize, out bool hasAugmentation)
    {
        (addressSize, hasAugmentation) = (sizeof(ulong), false);
        var reader = new FrameInstructions(common[Math.Min(HeaderSize, common.Length)..]);
        byte version = reader.ReadByte();
        int length = reader._rest.IndexOf((byte)0);
        if (length < 0)
            return false;
        var augmentation = reader._rest[..length];
        reader.Skip(length + 1);
        reader.ReadUnsigned(); // code_alignment_factor
        reader.ReadUnsigned(); // data_alignment_factor
        if (version == 1)
            reader.ReadByte(); // return_address_register
        else
            reader.ReadUnsigned();
        hasAugmentation = augmentation.StartsWith("z"u8);
        if (!hasAugmentation)
            return augmentation.IsEmpty && !reader._failed;
        reader.ReadUnsigned();
        foreach (byte letter in augmentation[1..])
        {
            if (letter is (byte)'P')
                reader.Skip(SizeOf(reader.ReadByte()));
            else if (letter is (byte)'R')
                addressSize = SizeOf(reader.ReadByte());
            else if (letter is (byte)'L')
                reader.ReadByte();
            else if (letter is not ((byte)'S' or (byte)'B'))
                return false;
        }

        return !reader._failed && addressSize > 0;
    }

    /// <summary>Bytes of a pointer by its encoding; 0 if that varies or is unknown.</summary>
    private static int SizeOf(byte encoding) => encoding == DW_EH_PE_omit ? 0 : (encoding & 0xf) switch
    {
        0x0 or 0x4 or 0xc => 8,
        0x3 or 0xb => 4,
        0x2 or 0xa => 2,
        _ => 0,
    };

    /// <summary>Skips an instruction and its operands.</summary>
    /// <returns>Whether it does something.</returns>
    private bool SkipInstruction(int addressSize)
    {
        byte opcode = ReadByte();
        switch (opcode >> 6)
        {
            case 0:
                break;
            case 2: // DW_CFA_offset
                ReadUnsigned();
                return true;
            default: // DW_CFA_advance_loc, DW_CFA_restore
                return true;
        }

        switch (opcode)
        {
            case 0x00: // DW_CFA_nop
                return false;
            case 0x01: // DW_CFA_set_loc
                Skip(addressSize);
                break;
            case 0x02 or 0x03 or 0x04: // DW_CFA_advance_loc1, 2, 4
                Skip(1 << (opcode - 0x02));
                break;
            case 0x0a or 0x0b: // DW_CFA_remember_state, restore_state
                break;
            case 0x06 or 0x07 or 0x08 or 0x0d or 0x0e or 0x13 or 0x2e: // one number
                ReadUnsigned();
                break;
            case 0x05 or 0x09 or 0x0c or 0x11 or 0x12 or 0x14 or 0x15 or 0x2f: // two numbers
                ReadUnsigned();
                ReadUnsigned();
                break;
            case 0x0f: // DW_CFA_def_cfa_expression
                Skip((int)Math.Min(ReadUnsigned(), int.MaxValue));
                break;
            case 0x10 or 0x16: // DW_CFA_expression, val_expression
                ReadUnsigned();
                Skip((int)Math.Min(ReadUnsigned(), int.MaxValue));
                break;
            default:
                _failed = true;
                break;
        }

        return true;
    }

    private byte ReadByte()
    {
        if (_rest.IsEmpty)
        {
            _failed = true;
            return 0;
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>Reads a ULEB128; of an SLEB128 at least the length is right.</summary>
    private ulong ReadUnsigned()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = ReadByte();
            if (shift < 64)
                value |= (ulong)(part & 0x7f) << shift;
            if ((part & 0x80) == 0)
                return value;
        }
    }

    private void Skip(int count)
    {
        _failed |= count > _rest.Length;
        _rest = _rest[Math.Min(count, _rest.Length)..];
    }
}
