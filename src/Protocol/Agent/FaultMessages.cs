namespace Graft.Protocol;

/// <summary>What a runtime did with a thread that faulted in module code.</summary>
public enum FaultOutcome : byte
{
    /// <summary>Nothing: the process's own handlers went on with it, and as a rule it died of the signal.</summary>
    Ended,

    /// <summary>The call ended, with the fault as its result: it had been made by the agent or under a guard.</summary>
    Returned,

    /// <summary>The thread sleeps for good: there was no guard that it could be led to.</summary>
    Parked,
}

/// <summary>A fault in module code: SIGSEGV, SIGBUS, SIGFPE or SIGILL.</summary>
/// <param name="Number">Counts the process's faults from 1; what a guard returns.</param>
/// <param name="Signal">Number of the signal.</param>
/// <param name="Address">What could not be reached, for SIGSEGV and SIGBUS; otherwise the instruction.</param>
/// <param name="Module">The innermost module of the back-trace.</param>
/// <param name="Function">Its function there, as the source has its name; empty if unknown.</param>
/// <param name="Offset">How far into the function, in bytes.</param>
/// <param name="Generation">The commit that brought that code; 0 if unknown.</param>
/// <param name="Thread">The system's number of the thread.</param>
/// <param name="ThreadName">Its name.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="TakenBack">The generation that was taken back because of it; 0 if none was.</param>
/// <param name="Message">All of it in a sentence.</param>
/// <param name="Frames">The back-trace, the innermost frame first: function, offset and module, or library.</param>
public sealed record FaultRecord(
    long Number, int Signal, ulong Address, string Module, string Function, ulong Offset, long Generation, int Thread, string ThreadName,
    FaultOutcome Outcome, long TakenBack, string Message, IReadOnlyList<string> Frames);
