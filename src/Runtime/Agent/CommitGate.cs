using System.Diagnostics;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// Lets one thread at a time change what is live: it may go through again while it is inside. Module code runs inside, hooks and initialisers; if a
/// thread faults there and can be led nowhere, it never comes out, and nobody waits for it. Thread-safe.
/// </summary>
/// <param name="limit">How long to wait for another change.</param>
/// <param name="describeWait">Makes the diagnostic of who waited in vain.</param>
internal sealed class CommitGate(TimeSpan limit, Func<TimeSpan, Diagnostic> describeWait)
{
    // How soon a waiter notices that it waits in vain.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private volatile int _holder;
    private volatile string? _lost;
    private volatile ChangeStep? _step;

    /// <summary>Whether the calling thread is inside.</summary>
    public bool IsEntered => Monitor.IsEntered(_gate);

    /// <summary>Whether a thread is inside.</summary>
    /// <param name="thread">Its number in the system.</param>
    public bool IsHeldBy(int thread) => _holder == thread;

    /// <summary>What the thread inside has other code do; null if nothing.</summary>
    public ChangeStep? Step => _step;

    /// <summary>Notes what the change has other code do, for those who wait.</summary>
    /// <param name="what">In words: "runs an initialiser".</param>
    /// <param name="function">The module's function; 0 if there is none.</param>
    /// <returns>To be disposed when that has ended.</returns>
    public StepScope Begin(string what, nint function = 0) => new(this, new(what, function, Stopwatch.GetTimestamp()));

    /// <summary>Waits until no other thread is inside.</summary>
    /// <returns>To be disposed on the same thread when it leaves.</returns>
    /// <exception cref="GraftException">GRAFT4021: the thread that is inside sleeps for good; GRAFT4022: it did not come out within the limit.</exception>
    public Passage Enter()
    {
        long start = Stopwatch.GetTimestamp();
        return TryEnter(() => Stopwatch.GetElapsedTime(start) > limit, out var passage) ? passage : throw new GraftException(describeWait(limit));
    }

    /// <summary>Waits until no other thread is inside, or that is of no use any more.</summary>
    /// <param name="isInVain">Tells whether it is; any thread may change that.</param>
    /// <param name="passage">To be disposed on the same thread when it leaves.</param>
    /// <returns>Whether the calling thread is inside.</returns>
    /// <exception cref="GraftException">GRAFT4021: the thread that is inside sleeps for good.</exception>
    public bool TryEnter(Func<bool> isInVain, out Passage passage)
    {
        passage = default;
        while (!Monitor.TryEnter(_gate, Look))
        {
            if (_lost is { } reason)
                throw new GraftException(DiagnosticCatalog.CannotChange.At(reason));
            if (isInVain())
                return false;
        }

        passage = new(this);
        return true;
    }

    /// <summary>Goes in if nobody is inside.</summary>
    public bool TryEnter(out Passage passage)
    {
        bool isIn = Monitor.TryEnter(_gate);
        passage = isIn ? new(this) : default;
        return isIn;
    }

    /// <summary>Notes that a thread sleeps for good. If it is inside nothing can be changed any more.</summary>
    /// <param name="thread">Its number in the system.</param>
    /// <param name="reason">What whoever wants to change something is told.</param>
    /// <returns>Whether it is inside.</returns>
    public bool IsLostWith(int thread, string reason)
    {
        if (!IsHeldBy(thread))
            return false;
        _lost = reason;
        return true;
    }

    /// <summary>The time of a step.</summary>
    internal readonly struct StepScope : IDisposable
    {
        private readonly CommitGate? _gate;
        private readonly ChangeStep? _outer;

        public StepScope(CommitGate gate, ChangeStep step)
        {
            if (!gate.IsEntered)
                return; // What is told after a change, or as a runtime ends, holds nobody up.
            (_gate, _outer) = (gate, gate._step);
            gate._step = step;
        }

        public void Dispose()
        {
            if (_gate is not null)
                _gate._step = _outer;
        }
    }

    /// <summary>A thread's way through the gate.</summary>
    internal readonly struct Passage : IDisposable
    {
        private readonly CommitGate? _gate;
        private readonly int _outer;

        public Passage(CommitGate gate)
        {
            (_gate, _outer) = (gate, gate._holder);
            gate._holder = LinuxSignals.CurrentThread;
        }

        public void Dispose()
        {
            if (_gate is null)
                return;
            _gate._holder = _outer;
            Monitor.Exit(_gate._gate);
        }
    }
}
