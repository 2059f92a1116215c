using System.Runtime.InteropServices;

namespace Graft.Client;

/// <summary>Signals to other processes (kill(2)).</summary>
internal static partial class ProcessSignal
{
    private const int SIGTERM = 15;

    /// <summary>Asks a process of the same user to end; nothing happens if it has ended.</summary>
    public static void Terminate(int processId) => _ = Kill(processId, SIGTERM);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
