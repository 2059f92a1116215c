using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>
/// Remembers what was loaded into which runtime, gives it to those that come later, and loads into the followers of a runtime what is loaded
/// into that. The caller sees to it that one runtime is loaded into by one at a time. Thread-safe.
/// </summary>
/// <param name="services">What links.</param>
/// <param name="records">What was loaded; null to remember nothing.</param>
internal sealed class LateJoiners(IEngineServices services, LoadRecords? records)
{
    /// <summary>The runtimes that follow others; null if nobody looks.</summary>
    public FollowerMonitor? Followers { get; set; }

    /// <summary>Notes a load that succeeded.</summary>
    public void Note(LoadModuleRequest load) => records?.Note(load);

    /// <summary>Gives a runtime what it lacks.</summary>
    /// <exception cref="GraftException">GRAFT6001: nothing was loaded into a runtime of the source's name; or there is no such runtime.</exception>
    public SyncRuntimeResult Sync(SyncRuntimeRequest request)
    {
        var loads = records?.Read(request.Source) ?? [];
        if (loads.Count == 0)
        {
            throw new GraftException(DiagnosticCatalog.Usage.At(
                $"no module is known that was loaded into a runtime named '{request.Source}'; load some, or name another runtime with --from"));
        }

        var results = services.LoadAll(request.Runtime, loads);
        return new([], [.. loads.Zip(results, (load, result) => new SyncedModule(load.Module, result))]);
    }

    /// <summary>The runtimes that are to have what was loaded into one.</summary>
    public IEnumerable<string> FollowersOf(string runtime) => Followers?.Of(runtime) ?? [];

    /// <summary>Loads into a follower what was loaded into the runtime that it follows.</summary>
    /// <returns>A warning if it did not get it; null if it did, or is gone.</returns>
    public Diagnostic? Pass(LoadModuleRequest load, string follower)
    {
        IReadOnlyList<Diagnostic> diagnostics;
        try
        {
            diagnostics = services.Load(load with { Runtime = follower }).Diagnostics;
        }
        catch (GraftException e)
        {
            if (e.Diagnostics.Any(diagnostic => diagnostic.Code == DiagnosticCatalog.NoRuntime.Code || diagnostic.Code == DiagnosticCatalog.RuntimeLost.Code))
            {
                Followers?.Forget(follower);
                return null;
            }

            diagnostics = e.Diagnostics;
        }

        return diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error
            ? DiagnosticCatalog.FollowerLeftBehind.At(
                $"runtime '{follower}', which follows '{load.Runtime}', did not get module {load.Module}: {error.Code}: {error.Message}")
            : null;
    }
}
