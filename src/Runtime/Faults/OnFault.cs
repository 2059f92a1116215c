namespace Graft;

/// <summary>What a runtime does when module code faults: SIGSEGV, SIGBUS, SIGFPE or SIGILL. It is reported in any case.</summary>
public enum OnFault
{
    /// <summary>
    /// As <see cref="Stop"/>; and if a function of the back-trace is a patch, the newest such generation is taken back, so that the next call reaches what was
    /// there before.
    /// </summary>
    RollBack,

    /// <summary>The process goes on: the call ends where a guard was set, or else the thread sleeps for good.</summary>
    Stop,

    /// <summary>The process goes the way it would without Graft: its own handlers, or .NET's, end it with the signal.</summary>
    Crash,
}
