using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>
/// Brings a runtime what it lacks of many modules: as one generation, so that nobody sees a part of them. A module that cannot come
/// does not keep the others.
/// </summary>
public static class ModuleSync
{
    /// <summary>Loads modules.</summary>
    /// <param name="agent">A session with the runtime, used by this thread alone meanwhile.</param>
    /// <param name="requests">The modules, each once.</param>
    /// <returns>What was done, module by module.</returns>
    public static IReadOnlyList<LoadModuleResult> Load(IStagingAgent agent, IReadOnlyList<LoadModuleRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(requests);
        var results = new LoadModuleResult[requests.Count];
        List<int> together = [.. Enumerable.Range(0, requests.Count)];
        List<int> apart = [];
        while (together.Count > 0)
        {
            var tried = ModuleTransaction.Load(agent, [.. together.Select(i => requests[i])]);
            for (int i = 0; i < tried.Count; i++)
                results[together[i]] = tried[i];
            if (tried.All(result => result.Succeeded))
                break;
            var culprits = together.FindAll(i => IsCulprit(results[i]));
            apart.AddRange(culprits);
            together = [.. together.Except(culprits)];
        }

        // What could not come together with the others may be able to come after them; otherwise this tells why it cannot.
        foreach (int i in apart.Order())
            results[i] = ModuleLoader.Load(agent, requests[i]);
        return results;
    }

    private static bool IsCulprit(LoadModuleResult result) => result.Diagnostics.Any(diagnostic =>
        diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Code != DiagnosticCatalog.TransactionRefused.Code);
}
