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
    public Task<LoadModuleResult> LoadAsync(LoadModuleRequest request, CancellationToken cancellationToken) => Task.Run(() =>
    {
        using var agent = AgentConnection.Connect(request.Runtime);
        var result = ModuleLoader.Load(agent, request);
        if (result.Succeeded)
            new LoadRecords().Note(request);
        return result;
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _workers.DisposeAsync();
}
