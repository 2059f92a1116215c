using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>What a host has done for it by the rooms that compile and link.</summary>
internal interface IEngineServices : IAsyncDisposable
{
    /// <summary>Version of libLLVM in the workers; empty until one has started.</summary>
    string LlvmVersion { get; }

    /// <summary>How many compile workers are alive.</summary>
    int Workers { get; }

    /// <summary>Brings a module up to date.</summary>
    Task<BuildModuleResult> BuildAsync(BuildModuleRequest request, CancellationToken cancellationToken);

    /// <summary>Writes the files of a module, if the build put that off.</summary>
    /// <returns>What cannot be written.</returns>
    Task<IReadOnlyList<Diagnostic>> FinishAsync(string archive);

    /// <summary>
    /// Links a module into a runtime, on the caller's thread. It takes milliseconds and, at worst, as long as a runtime may take
    /// to answer; a link is never broken off half-way, so there is nothing to cancel.
    /// </summary>
    /// <exception cref="GraftException">There is no such runtime.</exception>
    LoadModuleResult Load(LoadModuleRequest request);

    /// <summary>Links modules into one runtime as one generation: all or none.</summary>
    /// <returns>What was done, request by request.</returns>
    /// <exception cref="GraftException">There is no such runtime.</exception>
    IReadOnlyList<LoadModuleResult> LoadTogether(IReadOnlyList<LoadModuleRequest> requests);

    /// <summary>Links modules into a runtime, as one generation if that is possible, whichever runtime the requests name; one that fails does not keep the others.</summary>
    /// <returns>What was done, request by request.</returns>
    /// <exception cref="GraftException">There is no such runtime.</exception>
    IReadOnlyList<LoadModuleResult> LoadAll(string runtime, IReadOnlyList<LoadModuleRequest> requests);
}
