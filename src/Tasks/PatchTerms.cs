using Graft.Client;
using Graft.Protocol;

namespace Graft.Tasks;

/// <summary>Reads how a project wants its patches to take effect.</summary>
internal static class PatchTerms
{
    /// <summary>A request with the project's choices.</summary>
    /// <param name="request">The request.</param>
    /// <param name="consistency"><c>immediate</c>, <c>synced</c>, or empty for the former.</param>
    /// <param name="syncLimit">Seconds; 0 for the default.</param>
    /// <exception cref="GraftException">GRAFT6001: that is not among them.</exception>
    public static LoadModuleRequest WithTerms(this LoadModuleRequest request, string consistency, double syncLimit)
    {
        bool isSynced = consistency.Equals("synced", StringComparison.OrdinalIgnoreCase);
        if (!isSynced && consistency.Length > 0 && !consistency.Equals("immediate", StringComparison.OrdinalIgnoreCase))
            throw new GraftException(DiagnosticCatalog.Usage.At($"GraftConsistency of module {request.Module} is '{consistency}'; it is immediate or synced"));
        double most = CommitTerms.GreatestSyncLimit.TotalSeconds;
        if (!(syncLimit >= 0 && syncLimit <= most))
            throw new GraftException(DiagnosticCatalog.Usage.At($"GraftSyncLimit of module {request.Module} is {syncLimit}; it goes from 0 to {most} seconds"));
        return request with
        {
            Consistency = isSynced ? ConsistencyLevel.Synced : ConsistencyLevel.Immediate,
            SyncLimit = syncLimit > 0 ? syncLimit : request.SyncLimit,
        };
    }
}
