using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>
/// Answers the requests of all clients. Builds run side by side; those of one module, and loads into one runtime, one
/// after the other. A request that fails in a way nobody foresaw is answered with <c>GRAFT5003</c>, and
/// the host, which may have been harmed, leaves after the requests that run.
/// </summary>
internal sealed class EngineHost(
    IEngineServices services, GraphUpdates graph, LateJoiners joiners, HostLifetime lifetime, string version, HostLog log) : IEngineHost
{
    private readonly KeyedLocks _builds = new();
    private readonly KeyedLocks _loads = new();

    /// <inheritdoc/>
    public Task<BuildModuleResult> BuildModuleAsync(BuildModuleRequest request, CancellationToken cancellationToken) =>
        RunAsync(
            $"build {request.Module}",
            async () =>
            {
                using var turn = await _builds.TakeAsync(request.Archive, cancellationToken).ConfigureAwait(false);
                var result = await services.BuildAsync(request, cancellationToken).ConfigureAwait(false);
                if (!result.Succeeded)
                    return result;
                if (request.DefersFiles)
                    return result;
                if (!request.WantsVerdicts)
                {
                    graph.Take(request.SymbolList);
                    return result;
                }

                return await graph.TakeAsync(request.SymbolList, cancellationToken).ConfigureAwait(false) is { } update
                    ? result with { Verdicts = BuildVerdicts.Compare(update.Before, update.Now, update.Graph, UnitSource.Of(request)) }
                    : result;
            },
            diagnostics => new(diagnostics, [], 0, 0),
            cancellationToken);

    /// <inheritdoc/>
    public Task<FinishBuildResult> FinishBuildAsync(BuildModuleRequest request, CancellationToken cancellationToken) =>
        RunAsync(
            $"finish {request.Module}",
            async () =>
            {
                using var turn = await _builds.TakeAsync(request.Archive, cancellationToken).ConfigureAwait(false);
                var result = new FinishBuildResult(await services.FinishAsync(request.Archive).ConfigureAwait(false));
                graph.Take(request.SymbolList);
                return result;
            },
            diagnostics => new(diagnostics),
            cancellationToken);

    /// <inheritdoc/>
    public Task<LoadModuleResult> LoadModuleAsync(LoadModuleRequest request, CancellationToken cancellationToken) =>
        RunAsync(
            $"load {request.Module} into {request.Runtime}",
            async () =>
            {
                var result = await InTurnAsync(request.Runtime, () => services.Load(request), cancellationToken).ConfigureAwait(false);
                return result.Succeeded ? await PassOnAsync(request, result, cancellationToken).ConfigureAwait(false) : result;
            },
            diagnostics => new(diagnostics, 0, 0, 0, 0, 0, 0, [], 0),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LoadModuleResult>> LoadModulesAsync(IReadOnlyList<LoadModuleRequest> requests, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<LoadModuleResult>>(
            $"load {string.Join(", ", requests.Select(request => request.Module))} into {requests[0].Runtime}",
            async () =>
            {
                var results = await InTurnAsync(requests[0].Runtime, () => services.LoadTogether(requests), cancellationToken).ConfigureAwait(false);
                if (!results.All(result => result.Succeeded))
                    return results;
                var passed = new List<LoadModuleResult>();
                foreach (var (request, result) in requests.Zip(results))
                    passed.Add(await PassOnAsync(request, result, cancellationToken).ConfigureAwait(false));
                return passed;
            },
            diagnostics => [.. requests.Select(_ => new LoadModuleResult(diagnostics, 0, 0, 0, 0, 0, 0, [], 0))],
            cancellationToken);

    /// <inheritdoc/>
    public Task<SyncRuntimeResult> SyncRuntimeAsync(SyncRuntimeRequest request, CancellationToken cancellationToken) =>
        RunAsync(
            $"sync {request.Runtime} with {request.Source}",
            () => InTurnAsync(request.Runtime, () => joiners.Sync(request), cancellationToken),
            diagnostics => new(diagnostics, []),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GraphSymbol>> GetSymbolsAsync(string? module, CancellationToken cancellationToken)
    {
        using var request = lifetime.BeginRequest();
        return SymbolRows.Of(await graph.GetAsync(cancellationToken).ConfigureAwait(false), module);
    }

    /// <inheritdoc/>
    public async Task<HostStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        using var request = lifetime.BeginRequest();
        var current = await graph.GetAsync(cancellationToken).ConfigureAwait(false);
        return new(Environment.ProcessId, version, services.LlvmVersion, current.ModuleCount, current.SymbolCount, services.Workers);
    }

    /// <inheritdoc/>
    public Task ShutdownAsync(CancellationToken cancellationToken)
    {
        lifetime.Retire();
        return Task.CompletedTask;
    }

    // Linking blocks its thread for as long as the runtime needs; the dispatcher's threads stay free.
    private async Task<T> InTurnAsync<T>(string runtime, Func<T> load, CancellationToken cancellationToken)
    {
        using var turn = await _loads.TakeAsync(runtime, cancellationToken).ConfigureAwait(false);
        return await Task.Run(load, cancellationToken).ConfigureAwait(false);
    }

    private async Task<LoadModuleResult> PassOnAsync(LoadModuleRequest request, LoadModuleResult result, CancellationToken cancellationToken)
    {
        joiners.Note(request);
        var warnings = new List<Diagnostic>();
        foreach (string follower in joiners.FollowersOf(request.Runtime))
        {
            if (await InTurnAsync(follower, () => joiners.Pass(request, follower), cancellationToken).ConfigureAwait(false) is { } warning)
                warnings.Add(warning);
        }

        return warnings.Count == 0 ? result : result with { Diagnostics = [.. result.Diagnostics, .. warnings] };
    }

    private async Task<T> RunAsync<T>(
        string what, Func<Task<T>> run, Func<IReadOnlyList<Diagnostic>, T> refuse, CancellationToken cancellationToken)
    {
        using var request = lifetime.BeginRequest();
        log.Write($"begins: {what}");
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (GraftException e)
        {
            return refuse(e.Diagnostics);
        }
#pragma warning disable CA1031 // Nothing may escape: the client gets an answer, and the host leaves.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Write($"failed: {what}: {e}");
            lifetime.Retire();
            return refuse([DiagnosticCatalog.InternalError.At($"{what}: {e.GetType().Name}: {e.Message}; please report it")]);
        }
        finally
        {
            log.Write($"ends: {what}");
        }
    }
}
