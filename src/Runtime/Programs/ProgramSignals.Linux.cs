using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Gives the program its signals as a new process has them (sigaction(2), x86-64 values).</summary>
internal static unsafe partial class ProgramSignals
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

    // What .NET handles for itself. It ignores SIGPIPE; a signal that was ignored when the process began (nohup) it leaves so.
    private static ReadOnlySpan<int> Taken => [SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGCONT, SIGTTIN, SIGTTOU, SIGWINCH];

    /// <summary>Takes .NET's handlers off; those for faults stay, since .NET's own code needs them.</summary>
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

    private static void SetDefault(int signal)
    {
        var action = new SigAction { Handler = SIG_DFL };
        _ = sigaction(signal, &action, null);
    }

    [LibraryImport("libc.so.6")]
    private static partial int sigaction(int signal, SigAction* action, SigAction* previous);

    /// <summary>glibc's <c>struct sigaction</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SigAction
    {
        public nint Handler;
        public fixed ulong Mask[16];
        public int Flags;
        public nint Restorer;
    }
}
