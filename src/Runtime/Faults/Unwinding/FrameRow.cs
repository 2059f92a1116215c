namespace Graft;

/// <summary>
/// What is to be done to leave a frame at one instruction: where the canonical frame address is, and where the caller's registers are (DWARF 5, 6.4).
/// Rules that are expressions are not followed: compilers do not write any for functions.
/// </summary>
internal sealed class FrameRow
{
    /// <summary>Columns of x86-64: 16 registers by DWARF's numbers (psABI, figure 3.36), then the return address.</summary>
    public const int Columns = 17;

    private readonly Rule[] _rules = new Rule[Columns];

    /// <summary>The register that the canonical frame address is counted from; -1 if it is none.</summary>
    public int FrameRegister { get; private set; } = -1;

    /// <summary>How far.</summary>
    public long FrameOffset { get; private set; }

    /// <summary>Whether the address of the frame below is one of an instruction.</summary>
    public bool IsSignalFrame { get; private init; }

    /// <summary>Where a register of the caller is kept.</summary>
    public Rule this[int column] => _rules[column];

    /// <summary>A row by hand: registers lie at the end of a frame, 8 bytes each.</summary>
    /// <param name="register">What the canonical frame address is counted from.</param>
    /// <param name="offset">How far.</param>
    /// <param name="saved">The columns that lie below, from the greatest address on.</param>
    public static FrameRow Of(int register, long offset, params ReadOnlySpan<int> saved)
    {
        var row = new FrameRow { FrameRegister = register, FrameOffset = offset };
        for (int i = 0; i < saved.Length; i++)
            row._rules[saved[i]] = new(RuleKind.Offset, -8 * (i + 1));
        return row;
    }

    /// <summary>Executes a function's instructions up to an address; null if there is one that is not known.</summary>
    public static FrameRow? At(FrameDescription function, ulong place)
    {
        if (function.ReturnColumn != Columns - 1)
            return null;
        var row = new FrameRow { IsSignalFrame = function.IsSignalFrame };
        ulong address = function.Start;
        if (!row.Execute(function, function.Common, null, ref address, ulong.MaxValue))
            return null;
        var initial = (Rule[])row._rules.Clone();
        return row.Execute(function, function.Own, initial, ref address, place) && row.FrameRegister >= 0 ? row : null;
    }

    private bool Execute(FrameDescription function, ReadOnlySpan<byte> instructions, Rule[]? initial, ref ulong address, ulong place)
    {
        var saved = new Stack<(Rule[] Rules, int Register, long Offset)>();
        var cursor = new FrameCursor(instructions);
        while (cursor.Left > 0)
        {
            byte operation = cursor.Byte();
            int operand = operation & 0x3F;
            if ((operation & 0xC0) == 0x40 || operation is 0x02 or 0x03 or 0x04)
            {
                address += Advance(operation, ref cursor) * function.CodeAlignment;
                if (address > place)
                    return cursor.IsWhole;
                continue;
            }

            switch (operation & 0xC0)
            {
                case 0x80: // DW_CFA_offset
                    Set((ulong)operand, new(RuleKind.Offset, (long)cursor.UnsignedLeb128() * function.DataAlignment));
                    continue;
                case 0xC0: // DW_CFA_restore
                    Restore((ulong)operand, initial);
                    continue;
            }

            if (operation == 0x0A) // DW_CFA_remember_state
                saved.Push(((Rule[])_rules.Clone(), FrameRegister, FrameOffset));
            else if (operation == 0x0B && saved.TryPop(out var state)) // DW_CFA_restore_state
                (FrameRegister, FrameOffset) = Restore(state.Rules, state.Register, state.Offset);
            else if (!ExecuteRule(operation, ref cursor, function, initial))
                return false;
        }

        return cursor.IsWhole;
    }

    private static ulong Advance(byte operation, ref FrameCursor cursor) => operation switch
    {
        0x02 => cursor.Byte(), // DW_CFA_advance_loc1, 2, 4
        0x03 => cursor.Value(sizeof(ushort), isSigned: false),
        0x04 => cursor.UInt32(),
        _ => operation & 0x3Fu, // DW_CFA_advance_loc
    };

    private bool ExecuteRule(byte operation, ref FrameCursor cursor, FrameDescription function, Rule[]? initial)
    {
        switch (operation)
        {
            case 0x00: // DW_CFA_nop
                return true;
            case 0x05: // DW_CFA_offset_extended
                Set(cursor.UnsignedLeb128(), new(RuleKind.Offset, (long)cursor.UnsignedLeb128() * function.DataAlignment));
                return true;
            case 0x06: // DW_CFA_restore_extended
                Restore(cursor.UnsignedLeb128(), initial);
                return true;
            case 0x07: // DW_CFA_undefined
                Set(cursor.UnsignedLeb128(), new(RuleKind.Undefined, 0));
                return true;
            case 0x08: // DW_CFA_same_value
                Set(cursor.UnsignedLeb128(), default);
                return true;
            case 0x09: // DW_CFA_register
                Set(cursor.UnsignedLeb128(), new(RuleKind.Register, (long)cursor.UnsignedLeb128()));
                return true;
            case 0x0C: // DW_CFA_def_cfa
                return Define(cursor.UnsignedLeb128(), (long)cursor.UnsignedLeb128());
            case 0x0D: // DW_CFA_def_cfa_register
                return Define(cursor.UnsignedLeb128(), FrameOffset);
            case 0x0E: // DW_CFA_def_cfa_offset
                FrameOffset = (long)cursor.UnsignedLeb128();
                return true;
            case 0x0F: // DW_CFA_def_cfa_expression
                FrameRegister = -1;
                cursor.Bytes((int)cursor.UnsignedLeb128());
                return true;
            case 0x10 or 0x16: // DW_CFA_expression, DW_CFA_val_expression
                Set(cursor.UnsignedLeb128(), new(RuleKind.Undefined, 0));
                cursor.Bytes((int)cursor.UnsignedLeb128());
                return true;
            case 0x11: // DW_CFA_offset_extended_sf
                Set(cursor.UnsignedLeb128(), new(RuleKind.Offset, cursor.SignedLeb128() * function.DataAlignment));
                return true;
            case 0x12: // DW_CFA_def_cfa_sf
                return Define(cursor.UnsignedLeb128(), cursor.SignedLeb128() * function.DataAlignment);
            case 0x13: // DW_CFA_def_cfa_offset_sf
                FrameOffset = cursor.SignedLeb128() * function.DataAlignment;
                return true;
            case 0x2E: // DW_CFA_GNU_args_size
                cursor.Leb128();
                return true;
            default:
                return false;
        }
    }

    private bool Define(ulong register, long offset)
    {
        FrameRegister = register < Columns - 1 ? (int)register : -1;
        FrameOffset = offset;
        return true;
    }

    private void Set(ulong column, Rule rule)
    {
        if (column < Columns)
            _rules[column] = rule;
    }

    private void Restore(ulong column, Rule[]? initial)
    {
        if (column < Columns)
            _rules[column] = initial?[column] ?? default;
    }

    private (int Register, long Offset) Restore(Rule[] rules, int register, long offset)
    {
        rules.CopyTo(_rules, 0);
        return (register, offset);
    }

    /// <summary>Where a register of the caller is.</summary>
    internal enum RuleKind : byte
    {
        /// <summary>Where it was: the callee has not touched it.</summary>
        Same,

        /// <summary>Nowhere.</summary>
        Undefined,

        /// <summary>In memory, so far from the canonical frame address.</summary>
        Offset,

        /// <summary>In another register.</summary>
        Register,
    }

    /// <summary>A rule for one column.</summary>
    internal readonly record struct Rule(RuleKind Kind, long Value);
}
