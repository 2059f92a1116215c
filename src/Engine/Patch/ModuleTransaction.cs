using System.Diagnostics;
using Graft.Client;
using Graft.Engine.Build;
using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>Loads several modules into a runtime, or patches them, as one generation: all of them, or none.</summary>
public static class ModuleTransaction
{
    /// <summary>Loads modules' files. One module that is not to be synced is loaded as <see cref="ModuleLoader"/> does it.</summary>
    /// <param name="agent">A session with the runtime, used by this thread alone meanwhile.</param>
    /// <param name="requests">The modules, each once; the commit is synced if one of them is, with the longest limit.</param>
    /// <param name="outputs">Modules that are built but not written yet; null for none.</param>
    /// <returns>What was done, module by module. An error in one is in all, and then the runtime is as it was.</returns>
    public static IReadOnlyList<LoadModuleResult> Load(
        IStagingAgent agent, IReadOnlyList<LoadModuleRequest> requests, PendingOutputs? outputs = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(requests);
        if (requests is [{ Consistency: ConsistencyLevel.Immediate } single])
            return [ModuleLoader.Load(agent, single, outputs)];

        long start = Stopwatch.GetTimestamp();
        var results = LoadOnce(agent, requests, outputs);
        if (results.Any(HasConflict)) // another process changed a module meanwhile: once more
            results = LoadOnce(agent, requests, outputs);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return [.. results.Zip(requests, (result, request) => EditVerdicts.Complete(result with { Milliseconds = milliseconds }, request.Module, request.Sources))];
    }

    private static LoadModuleResult[] LoadOnce(IStagingAgent agent, IReadOnlyList<LoadModuleRequest> requests, PendingOutputs? outputs)
    {
        var staging = new StagingAgent(agent);
        var results = new LoadModuleResult[requests.Count];
        var places = new int[requests.Count]; // among what was laid by; -1 for modules that did not change
        for (int i = 0; i < results.Length; i++)
        {
            int count = staging.Count;
            results[i] = ModuleLoader.Load(staging, requests[i], outputs);
            places[i] = staging.Count > count ? count : -1;
        }

        if (Array.FindIndex(results, result => !result.Succeeded) is >= 0 and var failed)
        {
            agent.Abandon();
            return [.. results.Select(result => result.Succeeded ? Refuse(result, requests[failed].Module) : result)];
        }

        if (staging.Count == 0)
            return results;
        var terms = TermsOf(requests);
        try
        {
            var replies = agent.CommitStaged(terms);
            return [.. results.Select((result, i) => places[i] < 0 ? result : Complete(requests[i].Module, result, replies[places[i]], terms))];
        }
        catch (GraftException e)
        {
            return [.. results.Select(result => result with { Diagnostics = [.. result.Diagnostics, .. e.Diagnostics] })];
        }
    }

    private static bool HasConflict(LoadModuleResult result) =>
        result.Diagnostics.Any(diagnostic => diagnostic.Code == DiagnosticCatalog.CommitConflict.Code);

    private static CommitTerms TermsOf(IReadOnlyList<LoadModuleRequest> requests) =>
        requests.Any(request => request.Consistency == ConsistencyLevel.Synced)
            ? new(ConsistencyLevel.Synced, TimeSpan.FromSeconds(requests.Max(request => request.SyncLimit)))
            : CommitTerms.Immediate;

    private static LoadModuleResult Complete(string module, LoadModuleResult result, CommitReply reply, CommitTerms terms)
    {
        var diagnostics = result.Diagnostics.Concat(reply.Diagnostics);
        if (reply.Missing.Count > 0)
            diagnostics = diagnostics.Append(ModuleLoader.StillWaiting(module, reply.Missing));
        return result with
        {
            Diagnostics = [.. diagnostics],
            Generation = reply.Generation,
            Ready = reply.Ready,
            Waiting = reply.Waiting,
            Missing = reply.Missing,
            Consistency = terms.Consistency,
        };
    }

    private static LoadModuleResult Refuse(LoadModuleResult result, string culprit) => result with
    {
        Diagnostics =
        [
            .. result.Diagnostics,
            DiagnosticCatalog.TransactionRefused.At($"nothing was changed, because module {culprit}, which was to be loaded together with this one, was refused; correct that one"),
        ],
    };
}
