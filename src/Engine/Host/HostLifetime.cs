namespace Graft.Engine.Host;

/// <summary>
/// Decides when a host leaves: after an idle time, when asked to, or when it no longer trusts itself. Running requests
/// are always finished. Thread-safe.
/// </summary>
internal sealed class HostLifetime : IDisposable
{
    private readonly Lock _gate = new();

    // Never disposed of: the timer may fire, or a signal come, while the host ends.
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _idleTime;
    private readonly Timer _idle;
    private int _running;
    private bool _retired;

    /// <summary>Begins to wait for work.</summary>
    /// <param name="idleTime">How long to stay without a request; infinite for a private engine, which leaves with its client.</param>
    public HostLifetime(TimeSpan idleTime)
    {
        _idleTime = idleTime;
        _idle = new Timer(_ => LeaveIfIdle(), null, idleTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when no more clients are to be accepted.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Completes when the host is retired and the last request has finished.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Marks a request as running until the result is disposed.</summary>
    public IDisposable BeginRequest()
    {
        lock (_gate)
        {
            _running++;
            _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        return new Request(this);
    }

    /// <summary>Ends the host once the running requests have finished. May be called more than once.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            if (_running == 0)
                _drained.TrySetResult();
        }

        _stopping.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _idle.Dispose();

    private void LeaveIfIdle()
    {
        lock (_gate)
        {
            if (_running > 0)
                return;
        }

        Retire();
    }

    private void EndRequest()
    {
        lock (_gate)
        {
            if (--_running > 0)
                return;
            if (_retired)
                _drained.TrySetResult();
            else
                _idle.Change(_idleTime, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Request(HostLifetime lifetime) : IDisposable
    {
        private HostLifetime? _lifetime = lifetime;

        public void Dispose() => Interlocked.Exchange(ref _lifetime, null)?.EndRequest();
    }
}
