using System.Diagnostics;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>
/// Keeps runtimes up to date: knows which runtime lacks the newest content of which module, and loads it there. A module goes into the
/// runtimes that the command line names, or into the one that its project names, or else into all that hold it already.
/// </summary>
internal sealed class ModulePatcher(Engines engines, RuntimeMonitor monitor, IReadOnlyList<string> chosen, WatchOutput output)
{
    private readonly HashSet<(string Runtime, string Project)> _stale = [];
    private readonly HashSet<(string Runtime, string Project)> _failed = [];
    private readonly Dictionary<(string Runtime, string Project), int> _processes = [];
    private readonly HashSet<string> _built = new(StringComparer.Ordinal);
    private IReadOnlyList<ModuleRecord> _records = [];

    /// <summary>Sets the modules that there are; those that have never been loaded by this watch are still to be marked.</summary>
    public void Set(IReadOnlyList<ModuleRecord> records)
    {
        _records = records;
        monitor.Watch(Named());
    }

    /// <summary>The runtimes that modules are meant for by name.</summary>
    public IReadOnlyList<string> Named() => chosen.Count > 0 ? chosen : [.. _records.Select(record => record.Load.Runtime).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>Marks a module that was built anew.</summary>
    public void MarkBuilt(ModuleRecord record)
    {
        _built.Add(record.Project);
        var runtimes = RuntimesOf(record);
        foreach (string runtime in runtimes)
            _stale.Add((runtime, record.Project));
        if (runtimes.Count == 0)
            output.Say(new(WatchMessageKind.Waiting, $"{record.Build.Module}: built; no runtime holds it") { Module = record.Build.Module });
    }

    /// <summary>Marks all modules of a runtime that has just started, but for those that found it there already.</summary>
    public void MarkFresh(string runtime, int processId)
    {
        foreach (var record in _records.Where(record => _built.Contains(record.Project)))
        {
            bool isMeant = chosen.Contains(runtime) || (chosen.Count == 0 && record.Load.Runtime == runtime);
            if (isMeant && _processes.GetValueOrDefault((runtime, record.Project)) != processId)
                _stale.Add((runtime, record.Project));
        }
    }

    /// <summary>Whether a runtime lacks something that it did not take.</summary>
    public bool HasRefused(string runtime) => _failed.Any(pair => pair.Runtime == runtime);

    /// <summary>Loads what is marked wherever its runtime is there.</summary>
    /// <param name="since">When the edit was noticed, as <see cref="Stopwatch.GetTimestamp"/>; null if there was none.</param>
    /// <param name="cancellationToken">Gives up between two loads.</param>
    /// <returns>The runtimes that refused what a fresh one would take.</returns>
    public async Task<IReadOnlyList<string>> PatchAsync(long? since, CancellationToken cancellationToken)
    {
        var results = new Dictionary<(string Runtime, string Project), LoadModuleResult>();
        await LoadAsync([.. InOrder(_stale)], results, cancellationToken).ConfigureAwait(false);

        // What was loaded may be what others lacked, or no longer has what they define too.
        var runtimes = results.Where(pair => pair.Value.Succeeded).Select(pair => pair.Key.Runtime).ToHashSet(StringComparer.Ordinal);
        await LoadAsync([.. InOrder(_failed.Where(pair => runtimes.Contains(pair.Runtime)))], results, cancellationToken).ConfigureAwait(false);
        Tell(results, since);
        return [.. results.Where(pair => RefusedEdits.CanBeCured(pair.Value)).Select(pair => pair.Key.Runtime).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsGone(LoadModuleResult result) => result.Diagnostics.Any(diagnostic =>
        diagnostic.Severity == DiagnosticSeverity.Error
        && (diagnostic.Code == DiagnosticCatalog.NoRuntime.Code || diagnostic.Code == DiagnosticCatalog.RuntimeLost.Code));

    private IEnumerable<(ModuleRecord Record, string Runtime)> InOrder(IEnumerable<(string Runtime, string Project)> pairs)
    {
        var wanted = pairs.ToHashSet();
        return _records.SelectMany(record => wanted.Where(pair => pair.Project == record.Project).OrderBy(pair => pair.Runtime, StringComparer.Ordinal).Select(pair => (record, pair.Runtime)));
    }

    private IReadOnlyList<string> RuntimesOf(ModuleRecord record)
    {
        if (chosen.Count > 0)
            return chosen;
        return record.Load.Runtime.Length > 0 ? [record.Load.Runtime] : [.. RuntimeName.Running().Where(runtime => Holds(runtime, record.Build.Module))];
    }

    private static bool Holds(string runtime, string module)
    {
        try
        {
            using var agent = AgentConnection.Connect(runtime);
            return agent.OpenModule(module).Generation > 0;
        }
        catch (GraftException)
        {
            return false;
        }
    }

    private async Task LoadAsync(
        IReadOnlyList<(ModuleRecord Record, string Runtime)> pairs, Dictionary<(string Runtime, string Project), LoadModuleResult> results,
        CancellationToken cancellationToken)
    {
        var named = Named();
        foreach (var group in pairs.GroupBy(pair => pair.Runtime, pair => pair.Record))
        {
            string runtime = group.Key;
            int processId = monitor.ProcessIdOf(runtime);
            if (processId == 0 && named.Contains(runtime))
                continue; // It stays marked until the runtime is there.
            var loaded = await engines.LoadAsync([.. group], runtime, cancellationToken).ConfigureAwait(false);
            foreach (var (record, result) in group.Zip(loaded))
                Note((runtime, record.Project), processId, results[(runtime, record.Project)] = result);
        }
    }

    private void Note((string Runtime, string Project) pair, int processId, LoadModuleResult result)
    {
        _stale.Remove(pair);
        _failed.Remove(pair);
        _processes[pair] = processId;
        if (IsGone(result))
        {
            _stale.Add(pair);
            monitor.Forget(pair.Runtime);
        }
        else if (!result.Succeeded)
        {
            _failed.Add(pair);
        }
    }

    private void Tell(IReadOnlyDictionary<(string Runtime, string Project), LoadModuleResult> results, long? since)
    {
        foreach (var group in results.GroupBy(pair => pair.Key.Runtime))
        {
            string runtime = group.Key;
            var loads = group.Select(pair => new ToldLoad(ModuleOf(pair.Key.Project), pair.Value, MillisecondsOf(pair.Value, since))).ToList();
            if (loads.Exists(load => IsGone(load.Result)))
                output.Say(new(WatchMessageKind.Waiting, $"Waiting for runtime '{runtime}' to start before loading into it") { Runtime = runtime });
            loads.RemoveAll(load => IsGone(load.Result));
            var unchanged = loads.FindAll(load => load.IsUnchanged);
            foreach (var load in output.IsJson ? loads : loads.Except(unchanged))
                Tell(load, load.Describe(runtime), runtime);
            // That nothing happened to a hundred modules is one line, and none beside what did happen.
            if (!output.IsJson && unchanged.Count > 0 && unchanged.Count == loads.Count)
                Tell(unchanged[^1], ToldLoad.DescribeUnchanged(unchanged, runtime), runtime);
        }
    }

    private void Tell(ToldLoad load, string text, string runtime)
    {
        WatchOutput.Tell(load.Result.Diagnostics);
        output.Say(new(load.Result.Succeeded ? WatchMessageKind.Patched : WatchMessageKind.Refused, text)
        {
            Module = load.Module,
            Runtime = runtime,
            Milliseconds = load.Milliseconds,
            Load = load.Result,
        });
    }

    private string ModuleOf(string project) => _records.First(record => record.Project == project).Build.Module;

    private static double MillisecondsOf(LoadModuleResult result, long? since) =>
        since is { } start ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : result.Milliseconds;
}
