using StreamJsonRpc;

namespace Graft.Client;

/// <summary>One live connection with an engine. Thread-safe; any number of calls may be under way.</summary>
internal sealed class HostSession : IAsyncDisposable
{
    private readonly JsonRpc _rpc;
    private readonly Func<ValueTask> _end;

    /// <summary>Begins to speak.</summary>
    /// <param name="processId">The engine's process.</param>
    /// <param name="rpc">The connection, not listening yet; owned from now on.</param>
    /// <param name="end">What is to be done after the connection is closed.</param>
    public HostSession(int processId, JsonRpc rpc, Func<ValueTask> end)
    {
        ProcessId = processId;
        _rpc = rpc;
        _end = end;
        rpc.StartListening();
    }

    /// <summary>The engine's process.</summary>
    public int ProcessId { get; }

    /// <summary>Calls a method of <see cref="IEngineHost"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the engine was told, and has stopped or is given up.</exception>
    /// <exception cref="ConnectionLostException">The engine is gone.</exception>
    /// <exception cref="RemoteInvocationException">The engine failed.</exception>
    public async Task<T> InvokeAsync<T>(string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        Task<T> call = _rpc.InvokeWithCancellationAsync<T>(method, arguments, cancellationToken);
        using var givenUp = new CancellationTokenSource();
        using var registration = cancellationToken.Register(() => givenUp.CancelAfter(HostLimits.Cancel));
        try
        {
            return await call.WaitAsync(givenUp.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && IsLoss(e))
        {
            throw new OperationCanceledException("The call was cancelled and its engine is gone.", e, cancellationToken);
        }
        catch (OperationCanceledException e) when (e.CancellationToken == givenUp.Token)
        {
            // A host that does not answer is of no use to the next call either.
            _rpc.Dispose();
            throw new OperationCanceledException("The engine did not stop in time.", e, cancellationToken);
        }
    }

    /// <summary>Whether an exception says that the engine is gone, so that another one may do the work.</summary>
    public static bool IsLoss(Exception exception) =>
        exception is ConnectionLostException or ObjectDisposedException or IOException;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        await _end().ConfigureAwait(false);
    }
}
