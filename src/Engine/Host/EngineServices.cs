using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>The engine's rooms as a host uses them.</summary>
internal sealed class EngineServices : IEngineServices
{
    /// <inheritdoc/>
    public string LlvmVersion => "";

    /// <inheritdoc/>
    public int Workers => 0;

    /// <inheritdoc/>
    public Task<BuildModuleResult> BuildAsync(BuildModuleRequest request, CancellationToken cancellationToken) =>
        throw new GraftException(DiagnosticCatalog.InternalError.At($"{request.Module}: this engine cannot build yet"));

    /// <inheritdoc/>
    public LoadModuleResult Load(LoadModuleRequest request, CancellationToken cancellationToken) =>
        throw new GraftException(DiagnosticCatalog.InternalError.At($"{request.Module}: this engine cannot load yet"));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
