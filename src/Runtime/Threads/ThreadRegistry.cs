using System.Diagnostics;
using System.Runtime.CompilerServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// The threads that have promised to come to sync points, and what is known of them since. Two uses: a commit may have all of
/// them stand while it takes effect, and code is unused once all have passed a sync point since it was replaced and none may
/// return to it. Thread-safe; locks nothing but itself.
/// </summary>
/// <param name="code">The arena's code region.</param>
/// <param name="mayJoin">Whether the calling thread may register while others are made to stand.</param>
internal sealed class ThreadRegistry(AddressRange code, Func<bool> mayJoin)
{
    // How often is looked whether a thread that does not arrive has ended.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    // Milliseconds after which a thread's stack that held module code is looked through again.
    private const long ScanInterval = 20;

    // A thread is registered with one runtime nearly always.
    [ThreadStatic]
    private static List<RegisteredThread>? _registrations;

    private readonly object _gate = new();
    private readonly List<RegisteredThread> _threads = [];
    private long _epoch;
    private long _quiescent = -1; // the epoch in which the program last said that no thread was in module code
    private bool _isStopping;
    private int _stopper; // the thread that made the others stand

    /// <summary>Raised on a registered thread, outside of all locks, when it has passed a sync point for the first time in an epoch, or may have left code.</summary>
    public event Action? Passed;

    /// <summary>How many threads there are; those that ended without a word are forgotten.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                Forget();
                return _threads.Count;
            }
        }
    }

    /// <summary>The present epoch: it ends when code is replaced.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>
    /// Begins an epoch, after slots have been led elsewhere. A thread that passes a sync point from now on cannot enter code any more
    /// that was replaced before.
    /// </summary>
    /// <returns>The new epoch.</returns>
    public long BeginEpoch() => Interlocked.Increment(ref _epoch);

    /// <summary>Registers the calling thread, or counts one more registration. While threads are made to stand it waits, unless it may join.</summary>
    /// <param name="name">Its name for messages; may be empty.</param>
    public void Register(string name)
    {
        if (Own() is { } own)
        {
            own.Registrations++;
            return;
        }

        var thread = new RegisteredThread(name, this);
        lock (_gate)
        {
            // What the commit itself has begun, in an initialiser, may be waited for there.
            while (MustStand && !mayJoin())
                Monitor.Wait(_gate);
            (thread.Passed, thread.CodeOnStack) = (Epoch, thread.FindCodeOnStack(code));
            _threads.Add(thread);
        }

        (_registrations ??= []).Add(thread);
    }

    /// <summary>Takes one registration of the calling thread back; the last one ends the promise.</summary>
    public void Unregister()
    {
        if (Own() is not { } own || --own.Registrations > 0)
            return;
        _registrations!.Remove(own);
        lock (_gate)
        {
            _threads.Remove(own);
            Monitor.PulseAll(_gate);
        }

        Passed?.Invoke();
    }

    /// <summary>Ends the promise of a thread that will never run module code again, nor come to a sync point: it sleeps for good.</summary>
    /// <param name="number">Its number in the system.</param>
    public void Unregister(int number)
    {
        lock (_gate)
        {
            if (_threads.RemoveAll(thread => thread.Number == number) == 0)
                return;
            Monitor.PulseAll(_gate);
        }

        Passed?.Invoke();
    }

    /// <summary>
    /// The calling thread is at a point where everything may change under it. Returns at once unless threads are made to stand.
    /// Without meaning for a thread that is not registered.
    /// </summary>
    public void SyncPoint()
    {
        if (Own() is not { } own || (own.Passed == Epoch && !Volatile.Read(ref _isStopping) && !IsScanDue(own)))
            return;
        PassSlowly(own);
    }

    /// <summary>No thread is in module code at this moment, says the program.</summary>
    public void DeclareQuiescence()
    {
        lock (_gate)
        {
            _quiescent = Epoch;
        }

        Passed?.Invoke();
    }

    /// <summary>
    /// Whether no registered thread can be in a range of code that was replaced before an epoch began. Without registered threads
    /// nothing is known but what the program declares.
    /// </summary>
    public bool HavePassed(long epoch, ulong start, ulong end)
    {
        lock (_gate)
        {
            return epoch <= _quiescent
                || (_threads.Count > 0 && _threads.TrueForAll(thread => thread.Passed >= epoch && !thread.MayReturnTo(start, end)));
        }
    }

    /// <summary>Forgets threads that ended without a word, as far as they kept code from being freed: they came to no sync point in this epoch.</summary>
    public void ForgetEnded()
    {
        lock (_gate)
            _threads.RemoveAll(thread => !thread.IsStanding && thread.Passed < Epoch && !thread.IsAlive);
    }

    /// <summary>Names of the threads that have not passed a sync point since an epoch began.</summary>
    public IReadOnlyList<string> NotPassed(long epoch)
    {
        lock (_gate)
        {
            Forget();
            return [.. _threads.Where(thread => thread.Passed < epoch).Select(thread => thread.Name)];
        }
    }

    /// <summary>Has all registered threads but the calling one stand at their sync points until <see cref="Resume"/>.</summary>
    /// <param name="limit">How long to wait for them.</param>
    /// <returns>Names of those that did not arrive, and then all go on; empty if all stand.</returns>
    public IReadOnlyList<string> Stop(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            Debug.Assert(!_isStopping, "one at a time");
            _stopper = Environment.CurrentManagedThreadId;
            Volatile.Write(ref _isStopping, true);
            while (true)
            {
                Forget();
                var missing = _threads.FindAll(thread => !thread.IsStanding && thread != Own());
                if (missing.Count == 0)
                    return [];
                var rest = limit - Stopwatch.GetElapsedTime(start);
                if (rest <= TimeSpan.Zero)
                {
                    GoOn();
                    return [.. missing.Select(thread => thread.Name)];
                }

                Monitor.Wait(_gate, rest < Look ? rest : Look);
            }
        }
    }

    /// <summary>The threads, each with the addresses of code on its stack at its last sync point; null for one whose stack is not known.</summary>
    public IReadOnlyList<(string Thread, ulong[]? Code)> GetStacks()
    {
        lock (_gate)
            return [.. _threads.Select(thread => (thread.Name, thread.CodeOnStack))];
    }

    /// <summary>Lets the standing threads go on.</summary>
    public void Resume()
    {
        lock (_gate)
            GoOn();
    }

    // What commits may come to sync points itself, in a hook for example.
    private bool MustStand => _isStopping && _stopper != Environment.CurrentManagedThreadId;

    // A thread that was in module code at its last sync point may have left since.
    private static bool IsScanDue(RegisteredThread own) =>
        own.CodeOnStack is not [] && Environment.TickCount64 - own.ScannedAt >= ScanInterval;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PassSlowly(RegisteredThread own)
    {
        long epoch = Epoch;
        var onStack = own.FindCodeOnStack(code);
        bool isFirst;
        lock (_gate)
        {
            isFirst = own.Passed != epoch || own.CodeOnStack is not [];
            (own.Passed, own.CodeOnStack, own.ScannedAt) = (epoch, onStack, Environment.TickCount64);
            own.IsStanding = MustStand;
            if (MustStand)
                Monitor.PulseAll(_gate);
            while (MustStand)
                Monitor.Wait(_gate);
            own.IsStanding = false;
        }

        if (isFirst)
            Passed?.Invoke();
    }

    private void GoOn()
    {
        Volatile.Write(ref _isStopping, false);
        Monitor.PulseAll(_gate);
    }

    private void Forget() => _threads.RemoveAll(thread => !thread.IsStanding && !thread.IsAlive);

    private RegisteredThread? Own()
    {
        foreach (var thread in _registrations ?? [])
        {
            if (thread.Registry == this)
                return thread;
        }

        return null;
    }
}
