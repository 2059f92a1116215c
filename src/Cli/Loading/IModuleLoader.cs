using Graft.Client;

namespace Graft.Cli.Loading;

/// <summary>Compiles and loads a module, through the host or in this process.</summary>
internal interface IModuleLoader : IAsyncDisposable
{
    /// <summary>Compiles what is out of date.</summary>
    Task<BuildModuleResult> BuildAsync(BuildModuleRequest request, CancellationToken cancellationToken);

    /// <summary>Links modules into a runtime: all or none.</summary>
    Task<IReadOnlyList<LoadModuleResult>> LoadAsync(IReadOnlyList<LoadModuleRequest> requests, CancellationToken cancellationToken);
}
