using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Cli.Loading;

/// <summary>Loads in this very process, which needs no host: any number of such processes may link into one runtime.</summary>
internal sealed class StandaloneLoader : IModuleLoader
{
    private readonly WorkerPool _workers = new();

    /// <inheritdoc/>
    public Task<BuildModuleResult> BuildAsync(BuildModuleRequest request, CancellationToken cancellationToken) =>
        ModuleBuilder.BuildAsync(request, _workers, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LoadModuleResult>> LoadAsync(
        IReadOnlyList<LoadModuleRequest> requests, CancellationToken cancellationToken) => Task.Run(() =>
    {
        using var agent = AgentConnection.Connect(requests[0].Runtime);
        var results = ModuleTransaction.Load(agent, requests);
        if (results.All(result => result.Succeeded))
        {
            foreach (var request in requests)
                new LoadRecords().Note(request);
        }

        return results;
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _workers.DisposeAsync();
}
