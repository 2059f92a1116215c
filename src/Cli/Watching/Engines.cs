using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>The engines that modules are built and loaded by: those that their projects use. One that died is started again by its next call.</summary>
internal sealed class Engines : IAsyncDisposable
{
    private readonly Dictionary<(string Assembly, bool UseHost), HostClient> _clients = [];

    /// <summary>Brings a module up to date. Never throws but when cancelled.</summary>
    public async Task<BuildModuleResult> BuildAsync(ModuleRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var engine = await OpenAsync(record, cancellationToken).ConfigureAwait(false);
            return await engine.BuildModuleAsync(record.Build, cancellationToken).ConfigureAwait(false);
        }
        catch (GraftException e)
        {
            return new(e.Diagnostics, [], 0, 0);
        }
    }

    /// <summary>Loads a module into a runtime. Never throws but when cancelled.</summary>
    public async Task<LoadModuleResult> LoadAsync(ModuleRecord record, string runtime, CancellationToken cancellationToken)
    {
        try
        {
            var engine = await OpenAsync(record, cancellationToken).ConfigureAwait(false);
            return await engine.LoadModuleAsync(record.Load with { Runtime = runtime }, cancellationToken).ConfigureAwait(false);
        }
        catch (GraftException e)
        {
            return new(e.Diagnostics, 0, 0, 0, 0, 0, 0, [], 0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            await client.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<HostClient> OpenAsync(ModuleRecord record, CancellationToken cancellationToken)
    {
        var key = (record.EngineAssembly, record.UseHost);
        if (_clients.TryGetValue(key, out var client))
            return client;
        var options = new HostOptions { Engine = new(record.EngineAssembly), UseHost = record.UseHost };
        return _clients[key] = await HostClient.OpenAsync(options, cancellationToken).ConfigureAwait(false);
    }
}
