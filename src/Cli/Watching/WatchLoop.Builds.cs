using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <content>Builds: by MSBuild where projects changed, by the engine alone where contents did.</content>
internal sealed partial class WatchLoop
{
    /// <summary>Builds by MSBuild, and learns how modules are built and what to watch.</summary>
    private async Task BuildProjectsAsync(CancellationToken cancellationToken)
    {
        _output.Say(WatchMessageKind.Building, $"Building {WatchOutput.Show(_target.File)}");
        ProjectBuildResult result;
        var before = _modules.LookAtProjectFiles(TargetFiles());
        try
        {
            _target = _target.Reread();
            result = await ProjectBuild.RunAsync(_target, _options.BuildArguments, cancellationToken).ConfigureAwait(false);
        }
        catch (GraftException e)
        {
            WatchOutput.Tell(e.Diagnostics);
            result = new(false, []);
        }

        // Of a project that cannot be evaluated the last that is known is true until it can.
        var known = result.Succeeded
            ? result.Records
            : [.. result.Records.Concat(_modules.Records).DistinctBy(record => record.Project).OrderBy(record => record.Project, StringComparer.Ordinal)];
        _folders.Watch(known.Select(record => new WatchedFolder(Path.GetDirectoryName(record.Project)!, IsRecursive: true)).Concat(_modules.Folders()), _modules.IgnoredPaths());
        _modules.Set(known, TargetFiles(), before);
        _patcher.Set(known);
        _folders.Watch(_modules.Folders(), _modules.IgnoredPaths());
        if (_folders.IsPolling)
            _output.Say(WatchMessageKind.Waiting, "The system has no room for watching so many folders: files are looked at twice a second");

        // What was edited since MSBuild looked is built now; and the headers are known.
        Take(await CompileAsync(known, defersFiles: false, cancellationToken).ConfigureAwait(false), isQuiet: !result.Succeeded);
        if (!result.Succeeded)
            SayFailed();
    }

    private IEnumerable<string> TargetFiles() => [_target.File, .. _target.Solution is { } solution ? [solution] : Array.Empty<string>(), .. _target.Projects];

    /// <summary>
    /// Builds what changed, and again if files changed meanwhile: a compiler may have read half of a save, and nobody wants to hear of
    /// errors that are mended already.
    /// </summary>
    private async Task BuildAsync(WatchTurn turn, ChangeSet changes, CancellationToken cancellationToken)
    {
        Say(changes.Files);
        while (!changes.NeedsProjectBuild)
        {
            var results = await CompileAsync(changes.Modules, defersFiles: true, cancellationToken).ConfigureAwait(false);
            var more = turn.TakePending(_events.Reader) ? await FindChangesAsync(turn, cancellationToken).ConfigureAwait(false) : ChangeSet.Empty;
            if (more.IsEmpty)
            {
                Take(results, isQuiet: false);
                return;
            }

            Say(more.Files.Except(changes.Files));
            changes = changes.With(more);
        }

        await BuildProjectsAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<(ModuleRecord Record, BuildModuleResult Result)>> CompileAsync(
        IReadOnlyList<ModuleRecord> records, bool defersFiles, CancellationToken cancellationToken)
    {
        if (defersFiles)
            _unwritten.UnionWith(records);
        var results = await Task.WhenAll(records.Select(record => _engines.BuildAsync(record, defersFiles, cancellationToken))).ConfigureAwait(false);
        foreach (var (record, result) in records.Zip(results))
            _modules.SetHeaders(record, result.Headers, result.Succeeded);
        _folders.Watch(_modules.Folders(), _modules.IgnoredPaths());
        return [.. records.Zip(results)];
    }

    /// <summary>Has files written that were put off, so that an edit was alive sooner.</summary>
    private async Task WriteFilesAsync(CancellationToken cancellationToken)
    {
        foreach (var record in _unwritten)
            WatchOutput.Tell(await _engines.FinishAsync(record, cancellationToken).ConfigureAwait(false));
        _unwritten.Clear();
    }

    private void Take(IReadOnlyList<(ModuleRecord Record, BuildModuleResult Result)> built, bool isQuiet)
    {
        foreach (var (record, result) in built)
        {
            if (!isQuiet)
                WatchOutput.Tell(result.Diagnostics);
            string module = record.Build.Module;
            if (result.Succeeded)
                _patcher.MarkBuilt(record);
            else
                _output.Say(new(WatchMessageKind.Failed, $"{module}: not built") { Module = module, Diagnostics = result.Diagnostics });
        }

        if (!isQuiet && built.Any(pair => !pair.Result.Succeeded))
            SayFailed();
    }

    private void SayFailed() => _output.Say(WatchMessageKind.Waiting, "Waiting for a file to change before building again");
}
