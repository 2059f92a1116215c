namespace Graft;

/// <summary>The registers of a frame, by DWARF's numbers (psABI, figure 3.36); the last one is the instruction's address.</summary>
internal sealed unsafe class RegisterSet
{
    /// <summary>Number of the stack pointer.</summary>
    public const int StackPointer = 7;

    /// <summary>Number of the instruction's address.</summary>
    public const int Instruction = 16;

    // Where ucontext_t keeps each one: gregs begin at 40, in the order of <sys/ucontext.h>.
    private const int FirstOffset = 40;

    private readonly ulong[] _values = new ulong[FrameRow.Columns];
    private uint _known;

    private static ReadOnlySpan<byte> Places => [13, 12, 14, 11, 9, 8, 10, 15, 0, 1, 2, 3, 4, 5, 6, 7, 16];

    /// <summary>Takes what a signal's handler was given.</summary>
    /// <param name="context">Its <c>ucontext_t</c>.</param>
    public static RegisterSet FromContext(byte* context)
    {
        var registers = new RegisterSet();
        for (int i = 0; i < FrameRow.Columns; i++)
            registers.Set(i, *(ulong*)(context + FirstOffset + (Places[i] * sizeof(ulong))));
        return registers;
    }

    /// <summary>Reads one; false if the frames above did not keep it.</summary>
    public bool TryGet(int column, out ulong value)
    {
        value = _values[column];
        return (_known & (1u << column)) != 0;
    }

    /// <summary>The instruction's address.</summary>
    public ulong Place => _values[Instruction];

    /// <summary>The stack pointer.</summary>
    public ulong Stack => _values[StackPointer];

    /// <summary>Writes one.</summary>
    public void Set(int column, ulong value)
    {
        _values[column] = value;
        _known |= 1u << column;
    }

    /// <summary>Goes to the caller's registers, as a row says.</summary>
    /// <returns>False if one that is needed is nowhere, or the stack does not shrink.</returns>
    public bool TryLeave(FrameRow row, StackMemory memory, out ulong frameAddress)
    {
        frameAddress = 0;
        if (!TryGet(row.FrameRegister, out ulong start))
            return false;
        frameAddress = start + (ulong)row.FrameOffset;
        if (frameAddress <= Stack && !row.IsSignalFrame)
            return false;
        var caller = new ulong[FrameRow.Columns];
        uint known = 0;
        for (int i = 0; i < FrameRow.Columns; i++)
        {
            var rule = row[i];
            bool isKnown = rule.Kind switch
            {
                FrameRow.RuleKind.Same => TryGet(i, out caller[i]),
                FrameRow.RuleKind.Offset => memory.TryRead(frameAddress + (ulong)rule.Value, out caller[i]),
                FrameRow.RuleKind.Register => (ulong)rule.Value < FrameRow.Columns && TryGet((int)rule.Value, out caller[i]),
                _ => false,
            };
            known |= isKnown ? 1u << i : 0;
        }

        if (!row.IsSignalFrame)
        {
            caller[StackPointer] = frameAddress;
            known |= 1u << StackPointer;
        }

        caller.CopyTo(_values, 0);
        _known = known;
        return (known & (1u << Instruction)) != 0;
    }
}
