using System.Runtime.InteropServices;

namespace Graft;

/// <summary>What the handler of faults (<see cref="FaultHandlerX64"/>, which knows the offsets) and the watcher share, away from .NET's heap.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FaultArea
{
    /// <summary>Signals that have a place in <see cref="PreviousHandlers"/>: numbers 0 to 31.</summary>
    public const int SignalCount = 32;

    /// <summary>Offset 0: the process; a child that it forked has no watcher.</summary>
    public int Process;

    /// <summary>Offset 4: counts requests; the futex that the watcher sleeps on.</summary>
    public int Count;

    /// <summary>Offset 8: the newest request that nobody has taken.</summary>
    public FaultRequest* Requests;

    /// <summary>Offset 16: where arenas lie: pairs of start and end, ended by a zero. A list is never changed or freed, since a handler may read it.</summary>
    public ulong* Arenas;

    /// <summary>Offset 24: where native libraries have code, likewise.</summary>
    public ulong* Libraries;

    /// <summary>Offset 32: the key under which a thread keeps its innermost <see cref="GuardFrame"/>.</summary>
    public long GuardKey;

    /// <summary>Offset 40: the handlers that were there before, by signal.</summary>
    public fixed long PreviousHandlers[SignalCount];
}

/// <summary>A thread that faulted and waits for a verdict; it lies on the stack of its handler.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FaultRequest
{
    /// <summary>Offset 0: the one before.</summary>
    public FaultRequest* Next;

    /// <summary>Offset 8: a <see cref="FaultVerdict"/>, and the futex that the thread sleeps on.</summary>
    public int Verdict;

    /// <summary>Offset 12: the signal.</summary>
    public int Signal;

    /// <summary>Offset 16: the thread.</summary>
    public int Thread;

    /// <summary>Offset 24: its <c>siginfo_t</c>.</summary>
    public byte* Information;

    /// <summary>Offset 32: its <c>ucontext_t</c>.</summary>
    public byte* Context;

    /// <summary>Offset 40: its innermost guard by its key; the verdict puts the one here that it is to be led to.</summary>
    public GuardFrame* Guard;

    /// <summary>Offset 48: the number of the fault, for the guard.</summary>
    public long Number;
}

/// <summary>A guard that is running, on its thread's stack (<see cref="GuardX64"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GuardFrame
{
    /// <summary>Where <see cref="Self"/> is.</summary>
    public const int SelfOffset = 24;

    /// <summary>Offset 0: the guard around it.</summary>
    public GuardFrame* Previous;

    /// <summary>Offset 8: the fault that ended its call; 0 if none did.</summary>
    public long Fault;

    /// <summary>Offset 16: SSE's control and status register.</summary>
    public uint Mxcsr;

    /// <summary>Offset 20: x87's control word.</summary>
    public ushort ControlWord;

    /// <summary>Offset 24: its own address; where it is not, something has overwritten a guard that was left by <c>longjmp</c>.</summary>
    public GuardFrame* Self;
}

/// <summary>What becomes of a thread that faulted; the numbers are in the handler's code.</summary>
internal enum FaultVerdict
{
    /// <summary>It waits for an answer.</summary>
    None = 0,

    /// <summary>The handler before decides, as without Graft: the process dies, as a rule.</summary>
    Chain = 1,

    /// <summary>It goes on behind its guard.</summary>
    Recover = 2,

    /// <summary>It sleeps for good.</summary>
    Park = 3,
}
