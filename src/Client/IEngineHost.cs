using Graft.Protocol;

namespace Graft.Client;

/// <summary>
/// What an engine host does for builds and for the command line, called over StreamJsonRpc. Results carry diagnostics;
/// a call throws only when the connection breaks or the token is cancelled. All paths are absolute: the host has
/// a working directory of its own. Any number of calls may run at once.
/// </summary>
public interface IEngineHost
{
    /// <summary>Compiles what is out of date in a module and writes its objects, archive and symbol list.</summary>
    Task<BuildModuleResult> BuildModuleAsync(BuildModuleRequest request, CancellationToken cancellationToken);

    /// <summary>Writes the files of a module that was built with <see cref="BuildModuleRequest.DefersFiles"/>, if they are not written yet.</summary>
    /// <param name="request">The build.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<FinishBuildResult> FinishBuildAsync(BuildModuleRequest request, CancellationToken cancellationToken);

    /// <summary>Links what changed of a module into a running runtime.</summary>
    Task<LoadModuleResult> LoadModuleAsync(LoadModuleRequest request, CancellationToken cancellationToken);

    /// <summary>Links what changed of several modules into a running runtime as one generation: all or none.</summary>
    /// <param name="requests">The modules, all for one runtime; synced if one of them is.</param>
    /// <param name="cancellationToken">Gives up waiting; what the host began it ends.</param>
    /// <returns>What was done, module by module.</returns>
    Task<IReadOnlyList<LoadModuleResult>> LoadModulesAsync(IReadOnlyList<LoadModuleRequest> requests, CancellationToken cancellationToken);

    /// <summary>Links into a running runtime what it lacks of the modules that were loaded into a runtime of some name.</summary>
    Task<SyncRuntimeResult> SyncRuntimeAsync(SyncRuntimeRequest request, CancellationToken cancellationToken);

    /// <summary>What the symbol graph knows, over all modules built through this host; null filters nothing.</summary>
    Task<IReadOnlyList<GraphSymbol>> GetSymbolsAsync(string? module, CancellationToken cancellationToken);

    /// <summary>How the host is.</summary>
    Task<HostStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Ends the host once this call is answered.</summary>
    Task ShutdownAsync(CancellationToken cancellationToken);
}

/// <summary>How a host is.</summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="Version">Its version: a client talks to no other.</param>
/// <param name="LlvmVersion">Version of libLLVM in its workers, empty until one has started.</param>
/// <param name="Modules">How many modules the graph holds.</param>
/// <param name="Symbols">How many symbols.</param>
/// <param name="Workers">How many compile workers are alive.</param>
public sealed record HostStatus(
    int ProcessId, string Version, string LlvmVersion, int Modules, int Symbols, int Workers);

/// <summary>A symbol of the graph.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Name">Its name, mangled.</param>
/// <param name="IsDefined">Whether the unit defines it; otherwise it wants it.</param>
/// <param name="Kind">Function or data.</param>
/// <param name="Binding">Strong, weak or local.</param>
/// <param name="Signature">IR type and ABI attributes; empty if unknown.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Digest">Digest of its content; 0 for a want.</param>
public sealed record GraphSymbol(
    string Module, string Unit, string Name, bool IsDefined, SymbolKind Kind, SymbolBinding Binding,
    string Signature, ulong Size, ulong Digest);
