using System.Diagnostics;
using System.Globalization;
using Graft.Protocol;

namespace Graft;

// What happens to a thread that faults in module code.
internal sealed partial class RuntimeAgent
{
    private const string FaultAuthor = "a fault";

    // The thread waits, and so may others for what it holds.
    private static readonly TimeSpan RollBackLimit = TimeSpan.FromSeconds(5);

    // A handler of the program's that hangs must not keep a process from dying.
    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(2);

    private readonly FaultWatch? _faults;
    private readonly FaultLog _faultLog = new();
    private readonly CodeMap _code = new();
    private Task _notices = Task.CompletedTask;

    // When a fault waited in vain for its patch to be taken back; the next ones must not be kept from their answers by waiting, too.
    private long _waitedInVainAt = long.MinValue;

    /// <summary>Raised for each fault, one after the other on threads of the pool; before the process goes on that is about to die.</summary>
    public event Action<FaultRecord>? Faulted;

    /// <summary>Raised on the watcher's thread when a thread is about to sleep for good; what takes time is to be done elsewhere.</summary>
    public event Action<FaultRecord>? Parked;

    /// <summary>Decides about a thread, and tells everybody. On the watcher's thread; the one that faulted waits.</summary>
    /// <param name="fault">What happened.</param>
    /// <param name="describeOutside">Names code that is not the modules'; null for frames that are nobody's business.</param>
    public FaultOutcome Judge(Fault fault, Func<ulong, string?> describeOutside)
    {
        var place = Place(fault);
        var undo = _options.OnFault == OnFault.RollBack ? TakeBack(fault) : null;
        var outcome = _options.OnFault == OnFault.Crash ? FaultOutcome.Ended
            : fault.HasGuard ? FaultOutcome.Returned
            : FaultOutcome.Parked;
        string[] frames = [.. fault.Frames.Select(frame => DescribeFrame(frame) ?? describeOutside(frame)).OfType<string>()];
        string thread = NativeThread.NameOf(fault.Thread);
        string message = $"{FaultCause.NameOf(fault.Signal)}: {fault.Access}in {Sentence(frames)}; on thread '{thread}' ({fault.Thread})";
        var record = new FaultRecord(
            fault.Number, fault.Signal, fault.Address, place.Module, place.Function, place.Offset, place.Generation, fault.Thread, thread,
            outcome, undo?.Reverses[^1] ?? 0, message, frames);
        if (_faultLog.Add(record) is var times and > 0)
            Tell(record, undo, times);
        if (outcome == FaultOutcome.Parked)
        {
            NoteParked(record);
            Parked?.Invoke(record);
        }

        Notify(record);
        return outcome;
    }

    // It never runs again: it is in no code any more, and if it made others stand they go on.
    private void NoteParked(FaultRecord fault)
    {
        string reason = $"runtime '{Name}' cannot be changed any more: thread '{fault.ThreadName}' ({fault.Thread}), which was about to, sleeps for good after a fault "
            + $"in an initialiser, a hook or a migration: {fault.Message}; restart the program";
        if (_gate.IsLostWith(fault.Thread, reason))
            Threads.Resume();
        lock (_sync)
        {
            foreach (var module in _table.Modules.Values)
                module.RunningCalls.RemoveAll(thread => thread == fault.Thread);
        }

        Threads.Unregister(fault.Thread);
    }

    /// <summary>Calls a function under a guard.</summary>
    /// <returns>The fault that ended it; null if it returned.</returns>
    public FaultRecord? Guard(nint function, nint argument)
    {
        long number = _faults!.Call(function, argument);
        return number == 0 ? null : _faults.Find(number);
    }

    /// <summary>The newest faults, oldest first; at most 1,000.</summary>
    public IReadOnlyList<FaultRecord> GetFaults() => _faultLog.ToArray();

    /// <summary>A fault of this runtime's modules by its number; null if it is none of theirs, or too old.</summary>
    public FaultRecord? FindFault(long number) => _faultLog.Find(number);

    /// <summary>How a frame is left at an address of module code; null if nobody knows.</summary>
    public FrameRow? RowAt(ulong place)
    {
        lock (_sync)
            return _code.At(place)?.RowAt(place);
    }

    // What ends with this is told by a code, not by the end of the process.
    private Diagnostic DescribeFault(long number, string what) => DiagnosticCatalog.FaultInModule.At(
        $"{what} was ended by {_faults!.Find(number).Message}");

    // Initialisers, finalisers and handlers (gABI, chapter 5): a fault ends one of them, not the process.
    private unsafe void RunGuarded(nint function, string what, DiagnosticBag? diagnostics, nint argument = 0)
    {
        using var step = _gate.Begin($"runs {what}", function);
        if (_faults is null)
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)function)(argument);
            return;
        }

        long number = _faults.Call(function, argument);
        if (number != 0)
            diagnostics?.Add(DescribeFault(number, what));
    }

    // Asks an indirect function for the address of the function to use (gABI GNU extension, STT_GNU_IFUNC); 0 if it faults.
    private unsafe ulong Choose(nint resolver)
    {
        using var step = _gate.Begin("runs the resolver of an indirect function", resolver);
        if (_faults is null)
            return ((delegate* unmanaged[Cdecl]<ulong>)resolver)();
        var call = new NativeCall { Function = resolver };
        long number = _faults.Call(&call);
        return number == 0 ? call.Integer : 0;
    }

    private (string Module, string Function, ulong Offset, long Generation) Place(Fault fault)
    {
        lock (_sync)
        {
            foreach (ulong frame in fault.Frames)
            {
                if (_code.At(frame) is not { } region)
                    continue;
                return region.FunctionAt(frame) is { } function
                    ? (region.Module, NameOf(function), frame - function.Address, function.Generation)
                    : (region.Module, "", frame - region.Code.Start, region.Generation);
            }
        }

        return ("", "", 0, 0);
    }

    private string? DescribeFrame(ulong place)
    {
        lock (_sync)
        {
            if (!Layout.Range.Contains(place))
                return null;
            if (_code.At(place) is not { } region)
                return string.Create(CultureInfo.InvariantCulture, $"the runtime's own code, or no code, at 0x{place:x}");
            return region.FunctionAt(place) is { } function
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{NameOf(function)}' + 0x{place - function.Address:x} of module {function.Module} ({function.Unit!.Name}, generation {function.Generation})")
                : string.Create(CultureInfo.InvariantCulture, $"code + 0x{place - region.Code.Start:x} of module {region.Module} (generation {region.Generation})");
        }
    }

    private static string NameOf(Definition function) => Demangler.Demangle(function.Symbol.Name.ToString());

    // The first few say it; all are in the record. A recursion is one place many times.
    private static string Sentence(string[] frames)
    {
        const int Most = 8;
        var callers = new List<string>();
        int first = 1;
        for (int end; first < frames.Length && callers.Count < Most; first = end)
        {
            for (end = first + 1; end < frames.Length && frames[end] == frames[first]; end++)
            {
            }

            callers.Add(end - first == 1 ? frames[first] : string.Create(CultureInfo.InvariantCulture, $"{frames[first]} ({end - first} times)"));
        }

        string text = callers.Count > 0 ? $"{frames[0]}, called from {string.Join(", from ", callers)}" : frames[0];
        return first < frames.Length ? $"{text}, and {frames.Length - first} more" : text;
    }

    // Off the watcher's thread: another thread may be inside the gate, or initialisers run because of this, and they may fault meanwhile.
    private GenerationRecord? TakeBack(Fault fault)
    {
        lock (_sync)
        {
            if (FindPatch(fault) == 0)
                return null;
        }

        bool isInVain = _waitedInVainAt != long.MinValue && Stopwatch.GetElapsedTime(_waitedInVainAt) < RollBackLimit;
        if (isInVain || _gate.IsHeldBy(fault.Thread))
            return null;
        var rollBack = new RollBack();
        _ = Task.Factory.StartNew(
            () => TakeBack(fault, rollBack), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var undo = rollBack.Wait(RollBackLimit);
        if (rollBack.IsLeft)
            _waitedInVainAt = Stopwatch.GetTimestamp();
        return undo;
    }

    // Whoever was inside the gate may have done what there was to do: another fault, a user, a newer patch.
    private void TakeBack(Fault fault, RollBack rollBack)
    {
        var diagnostics = new DiagnosticBag();
        GenerationRecord? undo = null;
        try
        {
            if (_gate.TryEnter(() => rollBack.IsLeft, out var passage))
            {
                using (passage)
                {
                    long generation;
                    lock (_sync)
                        generation = FindPatch(fault);
                    if (generation != 0 && rollBack.TryBegin())
                    {
                        undo = Reinstate(
                            GenerationKind.Undo, FaultAuthor, ConsistencyLevel.Immediate,
                            () => _journal.FindUndo(generation, _generation), TakeBack, diagnostics);
                    }
                }
            }
        }
        catch (GraftException)
        {
            // Nothing can be changed any more.
        }

        if (!rollBack.End(undo) && undo is not null)
            TellTakenBack(undo, Place(fault).Function);
        if (undo is not null)
            Announce(undo, diagnostics);
    }

    // The innermost function of the back-trace that came in the place of another one: the newest suspect. One that is not live is
    // none any more: another fault, or a newer patch, has already done what can be done.
    private long FindPatch(Fault fault)
    {
        foreach (ulong frame in fault.Frames)
        {
            if (_code.At(frame)?.FunctionAt(frame) is not { } function)
                continue;
            bool isLive = function.Symbol.Live == function;
            if (isLive && _journal.ReplacedIn(function) is not 0 and var generation)
                return _journal.CanUndo(generation) ? generation : 0;
            if (!isLive && _journal.HasReplacedFor(function))
                return 0;
        }

        return 0;
    }

    private static void Tell(FaultRecord fault, GenerationRecord? undo, int times)
    {
        string again = times > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({times} times so far)") : "";
        NativeRuntime.WriteError(DiagnosticCatalog.FaultInModule.At(fault.Message + again));
        if (undo is not null)
            TellTakenBack(undo, fault.Function);
        if (fault.Outcome == FaultOutcome.Parked)
        {
            NativeRuntime.WriteError(DiagnosticCatalog.ThreadParked.At(
                $"thread '{fault.ThreadName}' ({fault.Thread}) sleeps for good: no guard is around what it called; end the program, or call modules under graft_guard"));
        }
    }

    private static void TellTakenBack(GenerationRecord undo, string function) => NativeRuntime.WriteError(DiagnosticCatalog.FaultTakenBack.At(
        $"generation {string.Join(", ", undo.Reverses)} was taken back because '{function}' faulted: generation {undo.Generation} is the code from before; "
        + "correct the source and build, or put it into effect again with 'graft redo'"));

    // One after the other, off the watcher's thread: a handler may call modules, and fault. What it throws is its own affair.
    private void Notify(FaultRecord fault)
    {
        if (Faulted is not { } handlers)
            return;
        _notices = _notices.ContinueWith(_ => handlers(fault), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (fault.Outcome == FaultOutcome.Ended)
            _notices.ContinueWith(_ => { }, TaskScheduler.Default).Wait(NoticeLimit);
    }
}
