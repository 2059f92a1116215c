using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// Says on stderr where a fatal signal struck, before the process dies of it. Installed once per process, before the
/// program's own code runs; a handler that the program installs itself takes its place.
/// </summary>
internal static unsafe class CrashReporter
{
    private const int SIGILL = 4;
    private const int SIGTRAP = 5;
    private const int SIGABRT = 6;
    private const int SIGBUS = 7;
    private const int SIGFPE = 8;
    private const int SIGSEGV = 11;

    // Room for the registers of AVX-512 and AMX, and for .NET's handler.
    private const nuint AlternateStackSize = 128 * 1024;

    private static ReadOnlySpan<int> Signals => [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV];

    /// <summary>Installs the handler; the calling thread becomes the program's, those that are there besides it are .NET's.</summary>
    /// <param name="agent">Knows the program's code, and gives the handler room.</param>
    public static void Install(RuntimeAgent agent)
    {
        var area = (CrashArea*)Anonymous((nuint)sizeof(CrashArea));
        area->Process = Environment.ProcessId;
        var thread = new Thread(() => Report(agent, area)) { IsBackground = true, Name = "graft crash" };
        thread.Start();
        ListOwnThreads(area);
        LinuxSignals.UseAlternateStack(Anonymous(AlternateStackSize), AlternateStackSize);
        nint handler = agent.WriteCrashHandler((ulong)area);
        foreach (int signal in Signals)
            area->PreviousHandlers[signal] = LinuxSignals.Handle(signal, handler);
    }

    private static void ListOwnThreads(CrashArea* area)
    {
        int count = 0;
        foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            int thread = int.Parse(Path.GetFileName(task.AsSpan()), CultureInfo.InvariantCulture);
            if (thread != LinuxSignals.CurrentThread && count < CrashArea.MaximumThreads - 1)
                area->OwnThreads[count++] = thread;
        }
    }

    private static void Report(RuntimeAgent agent, CrashArea* area)
    {
        for (int state; (state = Volatile.Read(ref area->State)) != (int)CrashState.Requested;)
            LinuxSignals.WaitWhile(&area->State, state);
        try
        {
            var report = new CrashReport(agent, area->Signal, area->Information, area->Context);
            NativeRuntime.WriteError(DiagnosticCatalog.ProgramCrashed.At(report.Describe()));
        }
        finally
        {
            Volatile.Write(ref area->State, (int)CrashState.Reported);
            LinuxSignals.Wake(&area->State);
        }
    }

    private static byte* Anonymous(nuint size)
    {
        void* memory = Libc.mmap(null, size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        return memory != Libc.MAP_FAILED
            ? (byte*)memory
            : throw new GraftException(DiagnosticCatalog.ArenaFull.At($"the system has no memory left to start the program: {Libc.LastError()}"));
    }
}
