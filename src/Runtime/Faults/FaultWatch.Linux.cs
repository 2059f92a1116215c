using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// The process's one watch over faults in module code, for all its runtimes: the handler (<see cref="FaultHandlerX64"/>), guards
/// (<see cref="GuardX64"/>) and a thread that answers those who faulted. Installed with the first runtime and for good: others may have put their
/// handlers before it. Without a runtime it passes everything on. Thread-safe.
/// </summary>
internal sealed unsafe class FaultWatch
{
    private const int SIGILL = 4;
    private const int SIGBUS = 7;
    private const int SIGFPE = 8;
    private const int SIGSEGV = 11;

    private static readonly Lazy<FaultWatch> TheOnly = new(static () => new());

    private readonly Lock _sync = new();
    private readonly FaultArea* _area;
    private readonly nint _invoke;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, long> _guard;
    private RuntimeAgent[] _agents = [];
    private LoadedLibraries? _libraries;

    private FaultWatch()
    {
        Check(NativeThread.pthread_key_create(out uint key, 0) == 0);
        nint getSpecific = NativeRuntime.FindExport("pthread_getspecific");
        byte[] guards = GuardX64.Assemble((int)key, getSpecific, NativeRuntime.FindExport("pthread_setspecific"), out var entries);
        nint guard = NativeCode.Map("graft:guards", guards);
        GuardCode = new((ulong)guard, (ulong)entries.Recover);
        InvokeCode = new((ulong)(guard + entries.Invoke), (ulong)(entries.Length - entries.Invoke));
        Guard = guard + entries.Guard;
        _guard = (delegate* unmanaged[Cdecl]<nint, nint, long>)Guard;
        _invoke = guard + entries.Invoke;
        _area = (FaultArea*)NativeMemory.AllocZeroed((nuint)sizeof(FaultArea));
        _area->Process = Environment.ProcessId;
        _area->GuardKey = key;
        new Thread(Answer) { IsBackground = true, Name = "graft faults" }.Start();
        nint handler = NativeCode.Map("graft:faults", FaultHandlerX64.Assemble((nint)_area, getSpecific, guard + entries.Recover));
        foreach (int signal in (ReadOnlySpan<int>)[SIGILL, SIGBUS, SIGFPE, SIGSEGV])
        {
            _area->PreviousHandlers[signal] = LinuxSignals.HandlerOf(signal);
            LinuxSignals.Precede(signal, handler);
        }
    }

    /// <summary>It, made at the first use.</summary>
    /// <exception cref="GraftException">The system does not provide the memory.</exception>
    public static FaultWatch Instance => TheOnly.Value;

    /// <summary>Address of <see cref="GuardEntries.Guard"/>, which modules know as <c>graft_guard</c>.</summary>
    public nint Guard { get; }

    /// <summary>Where guards have code that calls.</summary>
    public AddressRange GuardCode { get; }

    /// <summary>Where <see cref="GuardEntries.Invoke"/> has code.</summary>
    public AddressRange InvokeCode { get; }

    /// <summary>The runtimes that it watches.</summary>
    public IReadOnlyList<RuntimeAgent> Agents => Volatile.Read(ref _agents);

    /// <summary>What libraries the process has, as of the newest link.</summary>
    public LoadedLibraries Libraries => Volatile.Read(ref _libraries)!;

    /// <summary>Watches a runtime's arena.</summary>
    public void Add(RuntimeAgent agent)
    {
        lock (_sync)
        {
            RefreshLibraries();
            Publish([.. _agents, agent]);
        }
    }

    /// <summary>Watches it no more. Its code must not run any more.</summary>
    public void Remove(RuntimeAgent agent)
    {
        lock (_sync)
            Publish(Array.FindAll(_agents, other => other != agent));
    }

    /// <summary>Looks whether libraries came or went: modules call those that are there when they are linked.</summary>
    public void Refresh()
    {
        lock (_sync)
            RefreshLibraries();
    }

    /// <summary>Calls a function <c>void (void *)</c> under a guard.</summary>
    /// <returns>0, or the number of the fault that ended the call.</returns>
    public long Call(nint function, nint argument = 0)
    {
        ClearStack();
        return _guard(function, argument);
    }

    /// <summary>Makes a call with all argument registers filled, under a guard.</summary>
    /// <returns>0, or the number of the fault that ended the call.</returns>
    public long Call(NativeCall* call) => Call(_invoke, (nint)call);

    // What .NET's own calls left where module code will have its frames could be taken for managed callers, where frames are not described.
    private static void ClearStack()
    {
        const int Size = 32 * 1024;
        byte* stack = stackalloc byte[Size];
        new Span<byte>(stack, Size).Clear();
    }

    /// <summary>What a guard's result means.</summary>
    public FaultRecord Find(long number)
    {
        foreach (var agent in Agents)
        {
            if (agent.FindFault(number) is { } fault)
                return fault;
        }

        const string Forgotten = "a fault in module code that is no longer known";
        return new(number, 0, 0, "", "", 0, 0, 0, "", FaultOutcome.Returned, 0, Forgotten, []);
    }

    private void Publish(RuntimeAgent[] agents)
    {
        Volatile.Write(ref _agents, agents);
        Volatile.Write(ref *(nint*)&_area->Arenas, (nint)ToList([.. agents.Select(agent => agent.Layout.Range)]));
    }

    private void RefreshLibraries()
    {
        var found = LoadedLibraries.Find(_libraries);
        if (found == _libraries)
            return;
        Volatile.Write(ref _libraries, found);
        Volatile.Write(
            ref *(nint*)&_area->Libraries, (nint)ToList([.. found.All.Where(library => !library.IsManaged).SelectMany(library => library.Code)]));
    }

    private static ulong* ToList(AddressRange[] ranges)
    {
        var list = (ulong*)NativeMemory.AllocZeroed((nuint)(2 * ranges.Length) + 1, sizeof(ulong));
        for (int i = 0; i < ranges.Length; i++)
        {
            list[2 * i] = ranges[i].Start;
            list[(2 * i) + 1] = ranges[i].End;
        }

        return list;
    }

    private void Answer()
    {
        using var judge = new FaultJudge(this);
        while (true)
        {
            int count = Volatile.Read(ref _area->Count);
            var request = (FaultRequest*)Interlocked.Exchange(ref *(nint*)&_area->Requests, 0);
            if (request == null)
            {
                LinuxSignals.WaitWhile(&_area->Count, count);
                continue;
            }

            while (request != null)
            {
                var next = request->Next; // it is gone as soon as it has its answer
                Volatile.Write(ref request->Verdict, (int)TryJudge(judge, request));
                LinuxSignals.Wake(&request->Verdict);
                request = next;
            }
        }
    }

    private static FaultVerdict TryJudge(FaultJudge judge, FaultRequest* request)
    {
        try
        {
            return judge.Judge(request);
        }
#pragma warning disable CA1031 // A defect here must not hide the fault: the process goes the way it would without Graft.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NativeRuntime.WriteError(DiagnosticCatalog.InternalError.At($"a fault could not be looked at: {e}"));
            return FaultVerdict.Chain;
        }
    }

    private static void Check(bool succeeded)
    {
        if (!succeeded)
            throw new GraftException(DiagnosticCatalog.ArenaFull.At("the system has no more keys for values of threads"));
    }
}
