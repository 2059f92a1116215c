using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>The engines that modules are built and loaded by: those that their projects use. One that died is started again by its next call.</summary>
internal sealed class Engines : IAsyncDisposable
{
    private readonly Dictionary<(string Assembly, bool UseHost), HostClient> _clients = [];

    /// <summary>Brings a module up to date. Never throws but when cancelled.</summary>
    /// <param name="record">The module.</param>
    /// <param name="defersFiles">Whether its files may be written later: then <see cref="FinishAsync"/> is due.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BuildModuleResult> BuildAsync(ModuleRecord record, bool defersFiles, CancellationToken cancellationToken)
    {
        try
        {
            var engine = await OpenAsync(record, cancellationToken).ConfigureAwait(false);
            return await engine.BuildModuleAsync(record.Build with { DefersFiles = defersFiles }, cancellationToken).ConfigureAwait(false);
        }
        catch (GraftException e)
        {
            return new(e.Diagnostics, [], 0, 0);
        }
    }

    /// <summary>Has the files of a module written. Never throws but when cancelled.</summary>
    /// <returns>What cannot be written.</returns>
    public async Task<IReadOnlyList<Diagnostic>> FinishAsync(ModuleRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var engine = await OpenAsync(record, cancellationToken).ConfigureAwait(false);
            return (await engine.FinishBuildAsync(record.Build, cancellationToken).ConfigureAwait(false)).Diagnostics;
        }
        catch (GraftException e)
        {
            return e.Diagnostics;
        }
    }

    /// <summary>
    /// Loads modules into a runtime, as one generation if all of them can be, else each that can be. Never throws but when cancelled.
    /// </summary>
    /// <returns>What was done, module by module.</returns>
    public async Task<IReadOnlyList<LoadModuleResult>> LoadAsync(IReadOnlyList<ModuleRecord> records, string runtime, CancellationToken cancellationToken)
    {
        bool isOneEngine = records.DistinctBy(KeyOf).Count() == 1;
        if (records.Count > 1 && isOneEngine)
        {
            var together = await LoadTogetherAsync(records, runtime, cancellationToken).ConfigureAwait(false);
            if (together.All(result => result.Succeeded))
                return together;
        }

        var results = new List<LoadModuleResult>();
        foreach (var record in records)
            results.AddRange(await LoadTogetherAsync([record], runtime, cancellationToken).ConfigureAwait(false));
        return results;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            await client.DisposeAsync().ConfigureAwait(false);
    }

    private static (string Assembly, bool UseHost) KeyOf(ModuleRecord record) => (record.EngineAssembly, record.UseHost);

    private async Task<IReadOnlyList<LoadModuleResult>> LoadTogetherAsync(
        IReadOnlyList<ModuleRecord> records, string runtime, CancellationToken cancellationToken)
    {
        LoadModuleRequest[] requests = [.. records.Select(record => record.Load with { Runtime = runtime })];
        try
        {
            var engine = await OpenAsync(records[0], cancellationToken).ConfigureAwait(false);
            return requests is [var single]
                ? [await engine.LoadModuleAsync(single, cancellationToken).ConfigureAwait(false)]
                : await engine.LoadModulesAsync(requests, cancellationToken).ConfigureAwait(false);
        }
        catch (GraftException e)
        {
            return [.. requests.Select(_ => new LoadModuleResult(e.Diagnostics, 0, 0, 0, 0, 0, 0, [], 0))];
        }
    }

    private async Task<HostClient> OpenAsync(ModuleRecord record, CancellationToken cancellationToken)
    {
        var key = KeyOf(record);
        if (_clients.TryGetValue(key, out var client))
            return client;
        var options = new HostOptions { Engine = new(record.EngineAssembly), UseHost = record.UseHost };
        return _clients[key] = await HostClient.OpenAsync(options, cancellationToken).ConfigureAwait(false);
    }
}
