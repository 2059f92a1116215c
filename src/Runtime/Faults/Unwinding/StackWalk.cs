namespace Graft;

/// <summary>Why a walk ended.</summary>
internal enum WalkEnd
{
    /// <summary>At a guard.</summary>
    Guard,

    /// <summary>At code that is neither a module's nor a native library's: managed code, as a rule.</summary>
    ForeignCode,

    /// <summary>At code that does not say how it is left, or at a stack that is damaged.</summary>
    UnknownFrame,
}

/// <summary>What lies between a fault and where its thread came from.</summary>
/// <param name="Frames">Addresses of instructions, the innermost first; the newest <see cref="StackWalk.MaximumFrames"/>.</param>
/// <param name="End">Why it ended there.</param>
/// <param name="Guard">The guard that it ended at.</param>
/// <param name="Stack">The stack pointer where it ended.</param>
internal readonly record struct WalkedStack(IReadOnlyList<ulong> Frames, WalkEnd End, ulong Guard, ulong Stack);

/// <summary>Walks a stack from a fault on, by the frames' tables of modules and libraries. One walk at a time.</summary>
/// <param name="code">Knows code and its tables.</param>
/// <param name="memory">Reads the stack.</param>
internal sealed class StackWalk(IFrameSource code, StackMemory memory)
{
    /// <summary>How many frames are kept for a report.</summary>
    public const int MaximumFrames = 64;

    // A stack of 16 MiB holds no more frames than this: each takes a return address and is aligned.
    private const int Limit = 2 * 1024 * 1024;

    // A recursion meets few places over and over.
    private readonly Dictionary<ulong, FrameRow?> _rows = [];

    /// <summary>Walks.</summary>
    /// <param name="registers">Those of the fault; they are changed.</param>
    /// <param name="isCallToNowhere">Whether there is no code at the fault's address: its caller's address lies on top of the stack.</param>
    public WalkedStack Walk(RegisterSet registers, bool isCallToNowhere)
    {
        _rows.Clear();
        memory.Forget();
        var frames = new List<ulong> { registers.Place };
        bool isReturn = false;
        if (isCallToNowhere)
        {
            if (!memory.TryRead(registers.Stack, out ulong caller))
                return new(frames, WalkEnd.UnknownFrame, 0, registers.Stack);
            registers.Set(RegisterSet.Instruction, caller);
            registers.Set(RegisterSet.StackPointer, registers.Stack + sizeof(ulong));
            isReturn = true;
        }

        for (int i = 0; i < Limit; i++)
        {
            // Behind a call that does not return the next function may begin.
            ulong place = registers.Place - (isReturn ? 1u : 0u);
            if (i > 0 || isCallToNowhere)
                Add(frames, place);
            if (!code.IsWalkable(place))
                return new(frames, WalkEnd.ForeignCode, 0, registers.Stack);
            ulong stack = registers.Stack;
            var row = RowAt(place);
            if (row is null || !registers.TryLeave(row, memory, out ulong frameAddress))
                return new(frames, WalkEnd.UnknownFrame, 0, stack);
            if (code.IsGuard(place))
                return new(frames, WalkEnd.Guard, frameAddress - GuardX64.FrameOffset, stack);
            isReturn = !row.IsSignalFrame;
        }

        return new(frames, WalkEnd.UnknownFrame, 0, registers.Stack);
    }

    private static void Add(List<ulong> frames, ulong place)
    {
        if (frames.Count < MaximumFrames)
            frames.Add(place);
    }

    private FrameRow? RowAt(ulong place)
    {
        if (!_rows.TryGetValue(place, out var row))
            _rows.Add(place, row = code.FindRow(place));
        return row;
    }
}

/// <summary>What a walk asks of whoever knows the process's code.</summary>
internal interface IFrameSource
{
    /// <summary>Whether an address is one of a module's code, of a native library's, or of a guard.</summary>
    bool IsWalkable(ulong place);

    /// <summary>Whether an address is one of a guard.</summary>
    bool IsGuard(ulong place);

    /// <summary>How a frame is left at an address; null if nobody knows.</summary>
    FrameRow? FindRow(ulong place);
}
