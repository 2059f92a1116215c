using Graft.Protocol;

namespace Graft;

/// <summary>
/// An attempt to take a faulty patch back, made by one thread while another waits for it, but not for long: what has not begun by then does not
/// happen at all, since the world may be another when it could. Thread-safe.
/// </summary>
internal sealed class RollBack
{
    private const int Waiting = 0, Begun = 1, Ended = 2, GivenUp = 3, Late = 4;

    private readonly TaskCompletionSource<GenerationRecord?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>Whether the waiting thread went away before it ended.</summary>
    public bool IsLeft => Volatile.Read(ref _state) is GivenUp or Late;

    /// <summary>Begins; false if it was given up.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    /// <summary>Ends it.</summary>
    /// <param name="undo">What was done; null for nothing.</param>
    /// <returns>Whether the waiting thread learns of it.</returns>
    public bool End(GenerationRecord? undo)
    {
        _result.SetResult(undo);
        return Interlocked.Exchange(ref _state, Ended) is Waiting or Begun;
    }

    /// <summary>Waits for its end, or goes away.</summary>
    /// <param name="limit">How long to wait.</param>
    /// <returns>What was done; null for nothing, and if that is not known yet.</returns>
    public GenerationRecord? Wait(TimeSpan limit)
    {
        bool isLeft = !_result.Task.Wait(limit)
            && (Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting || Interlocked.CompareExchange(ref _state, Late, Begun) == Begun);
        return isLeft ? null : _result.Task.Result;
    }
}
