using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Signals and what belongs to them, as a program of its own needs them (sigaction(2), sigaltstack(2), futex(2); x86-64 values).</summary>
internal static unsafe partial class LinuxSignals
{
    private const int SIGINT = 2;
    private const int SIGQUIT = 3;
    private const int SIGPIPE = 13;
    private const int SIGTERM = 15;
    private const int SIGCHLD = 17;
    private const int SIGCONT = 18;
    private const int SIGTTIN = 21;
    private const int SIGTTOU = 22;
    private const int SIGWINCH = 28;

    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;
    private const int SA_SIGINFO = 4;
    private const int SA_ONSTACK = 0x0800_0000;
    private const int SA_RESETHAND = unchecked((int)0x8000_0000);

    private const long SYS_futex = 202;
    private const int FUTEX_WAIT_PRIVATE = 128;
    private const int FUTEX_WAKE_PRIVATE = 129;

    // What .NET handles for itself. It ignores SIGPIPE; a signal that was ignored when the process began (nohup) it leaves so.
    private static ReadOnlySpan<int> Taken => [SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGCONT, SIGTTIN, SIGTTOU, SIGWINCH];

    /// <summary>The calling thread's number.</summary>
    public static int CurrentThread => gettid();

    /// <summary>Takes .NET's handlers off, so that signals are as in a new process; those for faults stay, since .NET's own code needs them.</summary>
    public static void RestoreDefaults()
    {
        foreach (int signal in Taken)
        {
            SigAction action;
            if (sigaction(signal, null, &action) == 0 && action.Handler != SIG_IGN)
                SetDefault(signal);
        }

        SetDefault(SIGPIPE);
    }

    /// <summary>Installs a native handler that runs on the alternate stack where there is one.</summary>
    /// <returns>The handler that was there.</returns>
    public static nint Handle(int signal, nint handler)
    {
        var action = new SigAction { Handler = handler, Flags = SA_SIGINFO | SA_ONSTACK };
        SigAction previous;
        return sigaction(signal, &action, &previous) == 0 ? previous.Handler : SIG_DFL;
    }

    /// <summary>The handler of a signal; 0 is the default action, 1 that it is ignored.</summary>
    public static nint HandlerOf(int signal)
    {
        SigAction action;
        return sigaction(signal, null, &action) == 0 ? action.Handler : SIG_DFL;
    }

    /// <summary>
    /// Puts a handler before the one that there is, which it calls: with the signals that that one blocks and the flags that it wants. .NET's handler of
    /// SIGFPE, for one, throws from the stack that it is called on, so that must be the thread's.
    /// </summary>
    public static void Precede(int signal, nint handler)
    {
        SigAction action;
        _ = sigaction(signal, null, &action);
        if (action.Handler is SIG_DFL or SIG_IGN)
            action.Flags |= SA_ONSTACK;
        action.Handler = handler;
        action.Flags = (action.Flags & ~SA_RESETHAND) | SA_SIGINFO;
        _ = sigaction(signal, &action, null);
    }

    /// <summary>Gives the calling thread a stack for handlers: an overflow of its own leaves no room for one.</summary>
    public static void UseAlternateStack(byte* memory, nuint size)
    {
        var stack = new AlternateStack { Memory = memory, Size = size };
        _ = sigaltstack(&stack, null);
    }

    /// <summary>Sleeps while a word has a value, or for no reason.</summary>
    public static void WaitWhile(int* word, int value) => syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, 0);

    /// <summary>Wakes all that sleep on a word.</summary>
    public static void Wake(int* word) => syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, int.MaxValue, 0);

    private static void SetDefault(int signal)
    {
        var action = new SigAction { Handler = SIG_DFL };
        _ = sigaction(signal, &action, null);
    }

    [LibraryImport("libc.so.6")]
    private static partial int sigaction(int signal, SigAction* action, SigAction* previous);

    [LibraryImport("libc.so.6")]
    private static partial int sigaltstack(AlternateStack* stack, AlternateStack* previous);

    [LibraryImport("libc.so.6")]
    private static partial int gettid();

    [LibraryImport("libc.so.6")]
    private static partial long syscall(long number, int* word, long operation, long value, nint limit);

    /// <summary>glibc's <c>struct sigaction</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SigAction
    {
        public nint Handler;
        public fixed ulong Mask[16];
        public int Flags;
        public nint Restorer;
    }

    /// <summary><c>stack_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AlternateStack
    {
        public byte* Memory;
        public int Flags;
        public nuint Size;
    }
}
