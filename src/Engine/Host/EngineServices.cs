using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>The engine's rooms as a host uses them.</summary>
internal sealed class EngineServices : IEngineServices
{
    private readonly WorkerPool _workers = new();
    private readonly SourceStates _sources = new();
    private readonly PendingOutputs _outputs = new();

    /// <inheritdoc/>
    public string LlvmVersion => _workers.LlvmVersion;

    /// <inheritdoc/>
    public int Workers => _workers.Alive;

    /// <inheritdoc/>
    public Task<BuildModuleResult> BuildAsync(BuildModuleRequest request, CancellationToken cancellationToken) =>
        ModuleBuilder.BuildAsync(request, _workers, _sources, _outputs, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Diagnostic>> FinishAsync(string archive) => _outputs.FinishAsync(archive);

    /// <inheritdoc/>
    public LoadModuleResult Load(LoadModuleRequest request) => LoadTogether([request])[0];

    /// <inheritdoc/>
    public IReadOnlyList<LoadModuleResult> LoadTogether(IReadOnlyList<LoadModuleRequest> requests)
    {
        using var agent = AgentConnection.Connect(requests[0].Runtime);
        return ModuleTransaction.Load(agent, requests, _outputs);
    }

    /// <inheritdoc/>
    public IReadOnlyList<LoadModuleResult> LoadAll(string runtime, IReadOnlyList<LoadModuleRequest> requests)
    {
        using var agent = AgentConnection.Connect(runtime);
        return ModuleSync.Load(agent, [.. requests.Select(request => request with { Runtime = runtime, Consistency = ConsistencyLevel.Immediate })]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _outputs.DisposeAsync().ConfigureAwait(false);
        await _sources.DisposeAsync().ConfigureAwait(false);
        await _workers.DisposeAsync().ConfigureAwait(false);
    }
}
