using System.Threading.Channels;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>
/// A watch from its start to Ctrl+C: turn by turn, what happened is looked at, what changed is built, what was built is loaded. Nothing that
/// goes wrong ends it. Single-threaded; others only write events.
/// </summary>
internal sealed class WatchLoop : IAsyncDisposable
{
    private readonly WatchOptions _options;
    private readonly WatchOutput _output;
    private readonly Channel<WatchEvent> _events = Channel.CreateUnbounded<WatchEvent>(new() { SingleReader = true });
    private readonly WatchedModules _modules = new();
    private readonly Engines _engines = new();
    private readonly FolderWatcher _folders;
    private readonly RuntimeMonitor _runtimes;
    private readonly ModulePatcher _patcher;
    private readonly RestartQuestion _question;
    private readonly WatchedProgram? _program;
    private WatchTarget _target;

    private WatchLoop(WatchTarget target, WatchOptions options, WatchOutput output)
    {
        (_target, _options, _output) = (target, options, output);
        _folders = new(_events.Writer);
        _runtimes = new(_events.Writer);
        _patcher = new(_engines, _runtimes, options.Runtimes, output);
        _question = new(options.Restart, options.IsInteractive);
        _program = options.Program.Count > 0 ? new(options.Program, _events.Writer) : null;
    }

    /// <summary>Watches until it is cancelled.</summary>
    /// <exception cref="GraftException">GRAFT6001: the program cannot be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, as it is meant to end.</exception>
    public static async Task RunAsync(WatchTarget target, WatchOptions options, WatchOutput output, CancellationToken cancellationToken)
    {
        var loop = new WatchLoop(target, options, output);
        await using (loop.ConfigureAwait(false))
        {
            await loop.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _folders.Dispose();
        await _runtimes.DisposeAsync().ConfigureAwait(false);
        if (_program is not null)
            await _program.DisposeAsync().ConfigureAwait(false);
        await _engines.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        string keys = _options.IsInteractive ? "; Ctrl+R builds everything anew, Ctrl+C ends" : "";
        _output.Say(WatchMessageKind.Started, $"Started: watching {WatchOutput.Show(_target.File)}{keys}");
        if (_options.IsInteractive)
            KeyReader.Start(_events.Writer);
        StartProgram();
        await BuildProjectsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var started in _runtimes.Start())
            await TakeAsync(started).ConfigureAwait(false);
        foreach (string name in _patcher.Named().Where(name => _runtimes.ProcessIdOf(name) == 0))
            SayWaitingFor(name);
        await PatchAsync(null, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var turn = await WatchTurn.NextAsync(_events.Reader, cancellationToken).ConfigureAwait(false);
            await TakeAsync(turn, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(WatchTurn turn, CancellationToken cancellationToken)
    {
        var changes = turn.HasFiles
            ? await ChangeFinder.FindAsync(_modules, turn, _events.Reader, cancellationToken).ConfigureAwait(false)
            : new ChangeSet([], [], NeedsProjectBuild: false);
        bool isAsked = false;
        foreach (var other in turn.Others)
            isAsked |= await TakeAsync(other).ConfigureAwait(false);

        if (!changes.IsEmpty)
            Say(changes.Files);
        if (isAsked || changes.NeedsProjectBuild)
            await BuildProjectsAsync(cancellationToken).ConfigureAwait(false);
        else if (!changes.IsEmpty)
            await BuildAsync(changes.Modules, isQuiet: false, cancellationToken).ConfigureAwait(false);
        if (!changes.IsEmpty && _program is { IsRunning: false })
            StartProgram();
        await PatchAsync(changes.IsEmpty ? null : turn.Start, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes what is no change of a file.</summary>
    /// <returns>Whether everything is to be built anew.</returns>
    private async Task<bool> TakeAsync(WatchEvent other)
    {
        switch (other)
        {
            case WatchEvent.RuntimeStarted started:
                _output.Say(new(WatchMessageKind.Runtime, $"runtime '{started.Name}' is running, process {started.ProcessId}") { Runtime = started.Name });
                _patcher.MarkFresh(started.Name, started.ProcessId);
                return false;
            case WatchEvent.RuntimeEnded ended:
                SayWaitingFor(ended.Name);
                return false;
            case WatchEvent.ProgramEnded program:
                _output.Say(WatchMessageKind.Exited, $"Exited with code {program.ExitCode}: {_options.Program[0]}");
                _output.Say(WatchMessageKind.Waiting, "Waiting for a file to change before starting it again");
                return false;
            case WatchEvent.Key { Character: KeyReader.Rebuild }:
                await RestartProgramAsync().ConfigureAwait(false);
                return true;
            case WatchEvent.Key key when _question.Answer(key.Character) is { } runtimes:
                await RestartAsync(runtimes).ConfigureAwait(false);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Builds by MSBuild, and learns how modules are built and what to watch.</summary>
    private async Task BuildProjectsAsync(CancellationToken cancellationToken)
    {
        _output.Say(WatchMessageKind.Building, $"Building {WatchOutput.Show(_target.File)}");
        ProjectBuildResult result;
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
        _modules.Set(known, [_target.File, .. _target.Solution is { } solution ? [solution] : Array.Empty<string>(), .. _target.Projects]);
        _patcher.Set(known);
        _folders.Watch(_modules.Folders(), _modules.IgnoredPaths());
        if (_folders.IsPolling)
            _output.Say(WatchMessageKind.Waiting, "The system has no room for watching so many folders: files are looked at twice a second");

        // What was edited since MSBuild looked is built now; and the headers are known.
        await BuildAsync(known, isQuiet: !result.Succeeded, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            SayFailed();
    }

    private async Task BuildAsync(IReadOnlyList<ModuleRecord> records, bool isQuiet, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(records.Select(record => _engines.BuildAsync(record, cancellationToken))).ConfigureAwait(false);
        foreach (var (record, result) in records.Zip(results))
        {
            _modules.SetHeaders(record, result.Headers, result.Succeeded);
            if (result.Succeeded)
                _patcher.MarkBuilt(record);
            if (!isQuiet)
                WatchOutput.Tell(result.Diagnostics);
        }

        _folders.Watch(_modules.Folders(), _modules.IgnoredPaths());
        if (!isQuiet && results.Any(result => !result.Succeeded))
            SayFailed();
    }

    private async Task PatchAsync(long? since, CancellationToken cancellationToken)
    {
        var refused = await _patcher.PatchAsync(since, cancellationToken).ConfigureAwait(false);
        if (!_question.Runtimes.Any(_patcher.HasRefused))
            _question.Withdraw();
        if (refused.Count == 0)
            return;
        switch (_question.Raise(refused))
        {
            case RestartPolicy.Always:
                await RestartAsync(refused).ConfigureAwait(false);
                break;
            case RestartPolicy.Ask:
                _output.Say(WatchMessageKind.Question,
                    $"Restart needed: the edit cannot be applied to what is alive in {string.Join(", ", refused)}. Restart? {RestartQuestion.Answers}");
                break;
            default:
                _output.Say(WatchMessageKind.Restart,
                    $"Restart needed: the edit cannot be applied to what is alive in {string.Join(", ", refused)}; a runtime that is restarted gets it");
                break;
        }
    }

    private async Task RestartAsync(IReadOnlyList<string> runtimes)
    {
        foreach (string runtime in runtimes)
        {
            try
            {
                using var agent = AgentConnection.Connect(runtime);
                if (_program is { IsRunning: true } && agent.ProcessId == _program.ProcessId)
                    continue;
                agent.Shutdown();
                _output.Say(new(WatchMessageKind.Restart, $"runtime '{runtime}' was asked to end; start it again, and it gets the newest code") { Runtime = runtime });
            }
            catch (GraftException e)
            {
                WatchOutput.Tell(e.Diagnostics);
                if (_program is not { IsRunning: true })
                    _output.Say(new(WatchMessageKind.Restart, $"restart the program of runtime '{runtime}' yourself, and it gets the newest code") { Runtime = runtime });
            }
        }

        if (runtimes.Count > 0)
            await RestartProgramAsync().ConfigureAwait(false);
    }

    private async Task RestartProgramAsync()
    {
        if (_program is null)
            return;
        await _program.EndAsync().ConfigureAwait(false);
        StartProgram();
    }

    private void StartProgram()
    {
        if (_program is null)
            return;
        _program.Start();
        _output.Say(WatchMessageKind.Started, $"Started {string.Join(' ', _options.Program)}, process {_program.ProcessId}");
    }

    private void Say(IReadOnlyList<FileChange> files)
    {
        foreach (var file in files)
        {
            string what = file.Kind switch { FileChangeKind.Added => "added", FileChangeKind.Deleted => "deleted", _ => "changed" };
            _output.Say(new(WatchMessageKind.Changed, $"File {what}: {WatchOutput.Show(file.Path)}") { Files = [file.Path] });
        }
    }

    private void SayFailed() => _output.Say(WatchMessageKind.Waiting, "Waiting for a file to change before building again");

    private void SayWaitingFor(string runtime) =>
        _output.Say(new(WatchMessageKind.Waiting, $"Waiting for runtime '{runtime}' to start before loading into it") { Runtime = runtime });
}
