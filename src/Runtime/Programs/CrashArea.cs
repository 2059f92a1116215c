using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// What the handler of fatal signals (<see cref="CrashHandlerX64"/>) and the reporter's thread share: a page of its own, away from
/// the program's heap. The handler knows the offsets.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CrashArea
{
    /// <summary>Signals that have a place in <see cref="PreviousHandlers"/>: numbers 0 to 31.</summary>
    public const int SignalCount = 32;

    /// <summary>How many threads fit in, with the zero that ends them.</summary>
    public const int MaximumThreads = 256;

    /// <summary>Offset 0: the process; a child that it forked has no reporter.</summary>
    public int Process;

    /// <summary>Offset 4: a <see cref="CrashState"/>, and the futex that both sides sleep on.</summary>
    public int State;

    /// <summary>Offset 8: the signal.</summary>
    public int Signal;

    /// <summary>Offset 12: the thread.</summary>
    public int Thread;

    /// <summary>Offset 16: its <c>siginfo_t</c>.</summary>
    public byte* Information;

    /// <summary>Offset 24: its <c>ucontext_t</c>.</summary>
    public byte* Context;

    /// <summary>Offset 32: the handlers that were there before, by signal.</summary>
    public fixed long PreviousHandlers[SignalCount];

    /// <summary>Offset 288: .NET's own threads, ended by a zero.</summary>
    public fixed int OwnThreads[MaximumThreads];
}

/// <summary>How far a report has come; the numbers are in the handler's code.</summary>
internal enum CrashState
{
    /// <summary>Nothing has happened.</summary>
    None = 0,

    /// <summary>A thread is about to ask.</summary>
    Claimed = 1,

    /// <summary>A thread asks, and waits.</summary>
    Requested = 2,

    /// <summary>It was told.</summary>
    Reported = 3,
}
