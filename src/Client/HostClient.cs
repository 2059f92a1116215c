using Graft.Protocol;
using StreamJsonRpc;

namespace Graft.Client;

/// <summary>
/// An engine, wherever it runs: in the user's shared host, started on demand, or, where that is not wanted or not
/// possible, in a private child process. A host that dies during a call is replaced and the call repeated; callers see
/// nothing of it but a <c>GRAFT5001</c> among the diagnostics when work went on without a shared host. Thread-safe.
/// </summary>
/// <remarks>
/// <see cref="BuildModuleAsync"/>, <see cref="LoadModuleAsync"/> and <see cref="SyncRuntimeAsync"/> throw nothing but
/// <see cref="OperationCanceledException"/>; the other calls throw <see cref="GraftException"/> where no engine can be had.
/// </remarks>
public sealed class HostClient : IEngineHost, IAsyncDisposable
{
    private readonly EngineSource _source;

    private HostClient(EngineSource source) => _source = source;

    /// <summary>The process of the engine in use; 0 before the first call.</summary>
    public int ProcessId => _source.Current?.ProcessId ?? 0;

    /// <summary>Whether the engine in use is a private child of this process.</summary>
    public bool IsPrivate => _source.IsPrivate;

    /// <summary>Connects to the engine, starting one if need be.</summary>
    /// <exception cref="GraftException">No engine can be had at all.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<HostClient> OpenAsync(HostOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var source = new EngineSource(options);
        await source.GetAsync(lost: null, losses: 0, cancellationToken).ConfigureAwait(false);
        return new(source);
    }

    /// <summary>Connects to the shared host if it runs; null if it does not. Starts nothing, then or later.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<HostClient?> TryConnectAsync(HostOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var source = await EngineSource.TryConnectAsync(options, cancellationToken).ConfigureAwait(false);
        return source is null ? null : new(source);
    }

    /// <inheritdoc/>
    public async Task<BuildModuleResult> BuildModuleAsync(BuildModuleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var result = await InvokeAsync<BuildModuleResult>(
                nameof(BuildModuleAsync), [request.WithToolsOfThisProcess()], cancellationToken).ConfigureAwait(false);
            return result with { Diagnostics = [.. _source.TakeNotices(), .. result.Diagnostics] };
        }
        catch (GraftException e)
        {
            return new([.. _source.TakeNotices(), .. e.Diagnostics], [], 0, 0);
        }
    }

    /// <inheritdoc/>
    public async Task<FinishBuildResult> FinishBuildAsync(BuildModuleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return await InvokeAsync<FinishBuildResult>(nameof(FinishBuildAsync), [request], cancellationToken).ConfigureAwait(false);
        }
        catch (GraftException e)
        {
            return new(e.Diagnostics);
        }
    }

    /// <inheritdoc/>
    public async Task<LoadModuleResult> LoadModuleAsync(LoadModuleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var result = await InvokeAsync<LoadModuleResult>(nameof(LoadModuleAsync), [request], cancellationToken)
                .ConfigureAwait(false);
            return result with { Diagnostics = [.. _source.TakeNotices(), .. result.Diagnostics] };
        }
        catch (GraftException e)
        {
            return new([.. _source.TakeNotices(), .. e.Diagnostics], 0, 0, 0, 0, 0, 0, [], 0);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoadModuleResult>> LoadModulesAsync(
        IReadOnlyList<LoadModuleRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        try
        {
            var results = await InvokeAsync<IReadOnlyList<LoadModuleResult>>(nameof(LoadModulesAsync), [requests], cancellationToken)
                .ConfigureAwait(false);
            return [results[0] with { Diagnostics = [.. _source.TakeNotices(), .. results[0].Diagnostics] }, .. results.Skip(1)];
        }
        catch (GraftException e)
        {
            return [.. requests.Select((_, i) => new LoadModuleResult(i == 0 ? [.. _source.TakeNotices(), .. e.Diagnostics] : e.Diagnostics, 0, 0, 0, 0, 0, 0, [], 0))];
        }
    }

    /// <inheritdoc/>
    public async Task<SyncRuntimeResult> SyncRuntimeAsync(SyncRuntimeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var result = await InvokeAsync<SyncRuntimeResult>(nameof(SyncRuntimeAsync), [request], cancellationToken).ConfigureAwait(false);
            return result with { Diagnostics = [.. _source.TakeNotices(), .. result.Diagnostics] };
        }
        catch (GraftException e)
        {
            return new([.. _source.TakeNotices(), .. e.Diagnostics], []);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<GraphSymbol>> GetSymbolsAsync(string? module, CancellationToken cancellationToken) =>
        InvokeAsync<IReadOnlyList<GraphSymbol>>(nameof(GetSymbolsAsync), [module], cancellationToken);

    /// <inheritdoc/>
    public Task<HostStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        InvokeAsync<HostStatus>(nameof(GetStatusAsync), [], cancellationToken);

    /// <summary>Ends the engine in use; nothing is started or repeated for that.</summary>
    public async Task ShutdownAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_source.Current is { } session)
                await session.InvokeAsync<object?>(nameof(ShutdownAsync), [], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (HostSession.IsLoss(e))
        {
            // It has ended, which is what was asked for.
        }
    }

    /// <summary>Leaves the engine: a shared one goes on, a private one ends. Calls under way end with <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<T> InvokeAsync<T>(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        HostSession? lost = null;
        for (int losses = 0; ; losses++)
        {
            var session = await _source.GetAsync(lost, losses, cancellationToken).ConfigureAwait(false);
            try
            {
                return await session.InvokeAsync<T>(method, arguments, cancellationToken).ConfigureAwait(false);
            }
            catch (RemoteRpcException e) when (!HostSession.IsLoss(e))
            {
                throw new GraftException(DiagnosticCatalog.InternalError.At($"{method} failed in the engine: {e.Message}"));
            }
            catch (Exception e) when (HostSession.IsLoss(e))
            {
                if (losses == EngineSource.MaximumLosses)
                {
                    throw new GraftException(DiagnosticCatalog.InternalError.At(
                        $"the engine died {losses + 1} times during {method}, at last in a process of its own: {e.Message}"));
                }

                lost = session;
            }
        }
    }
}
