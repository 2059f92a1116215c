using Graft.Protocol;

namespace Graft;

/// <summary>
/// Lets one thread at a time change what is live: it may go through again while it is inside. Module code runs inside, hooks and initialisers; if a
/// thread faults there and can be led nowhere, it never comes out, and nobody waits for it. Thread-safe.
/// </summary>
internal sealed class CommitGate
{
    // How soon a waiter notices that it waits in vain.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private volatile int _holder;
    private volatile string? _lost;

    /// <summary>Whether the calling thread is inside.</summary>
    public bool IsEntered => Monitor.IsEntered(_gate);

    /// <summary>Whether a thread is inside.</summary>
    /// <param name="thread">Its number in the system.</param>
    public bool IsHeldBy(int thread) => _holder == thread;

    /// <summary>Waits until no other thread is inside.</summary>
    /// <returns>To be disposed on the same thread when it leaves.</returns>
    /// <exception cref="GraftException">GRAFT4021: the thread that is inside sleeps for good.</exception>
    public Passage Enter()
    {
        _ = TryEnter(static () => false, out var passage);
        return passage;
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
