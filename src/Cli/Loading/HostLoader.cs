using Graft.Client;

namespace Graft.Cli.Loading;

/// <summary>Loads through the user's engine host.</summary>
internal sealed class HostLoader : IModuleLoader
{
    private HostClient? _client;

    /// <inheritdoc/>
    public async Task<BuildModuleResult> BuildAsync(BuildModuleRequest request, CancellationToken cancellationToken)
    {
        var client = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await client.BuildModuleAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoadModuleResult>> LoadAsync(IReadOnlyList<LoadModuleRequest> requests, CancellationToken cancellationToken)
    {
        var client = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await client.LoadModulesAsync(requests, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<HostClient> OpenAsync(CancellationToken cancellationToken) =>
        _client ??= await HostClient.OpenAsync(new HostOptions(), cancellationToken).ConfigureAwait(false);
}
