using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Graft.Engine.Compile;

/// <summary>What a worker and its host ask of the operating system.</summary>
internal static partial class WorkerSystem
{
    // The linker's own maps and the collector's reservations do not count; 8 GiB of LLVM's heap is a defect in the input or in LLVM.
    private const ulong DataLimit = 8UL << 30;

    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int RLIMIT_DATA = 2;
    private const int RLIMIT_CORE = 4;
    private const int SIGTERM = 15;

    /// <summary>
    /// Takes standard output for frames and lets everything that is printed go to standard error, so that no message of
    /// LLVM can get among them.
    /// </summary>
    public static FileStream TakeStandardOutput()
    {
        int output = Dup(StandardOutput);
        if (output < 0 || Dup2(StandardError, StandardOutput) < 0)
            throw new InvalidOperationException("standard output cannot be redirected");
        return new FileStream(new SafeFileHandle(output, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>Bounds this process's heap, and leaves no core file behind when it crashes.</summary>
    public static void LimitResources()
    {
        SetLimit(RLIMIT_DATA, new ResourceLimit(DataLimit, DataLimit));
        SetLimit(RLIMIT_CORE, default);
    }

    /// <summary>Ends this process now, running nothing: a compilation may be amidst anything.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int status);

    /// <summary>Asks a process to end; clang then removes what it was writing.</summary>
    public static void Terminate(int processId) => _ = Kill(processId, SIGTERM);

    private static void SetLimit(int resource, ResourceLimit limit) => _ = SetResourceLimit(resource, limit);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetResourceLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Current, ulong Maximum);
}
