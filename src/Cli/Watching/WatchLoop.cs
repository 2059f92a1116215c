using System.Threading.Channels;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>
/// A watch from its start to Ctrl+C: turn by turn, what happened is looked at, what changed is built, what was built is loaded. Nothing that
/// goes wrong ends it. Single-threaded; others only write events.
/// </summary>
internal sealed partial class WatchLoop : IAsyncDisposable
{
    private readonly WatchOptions _options;
    private readonly WatchOutput _output;
    private readonly Channel<WatchEvent> _events = Channel.CreateUnbounded<WatchEvent>(new() { SingleReader = true });
    private readonly WatchedModules _modules = new();
    private readonly Engines _engines = new();
    private readonly HashSet<ModuleRecord> _unwritten = [];
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
        bool isEdit = false;
        do
        {
            var changes = await FindChangesAsync(turn, cancellationToken).ConfigureAwait(false);
            if (await TakeOthersAsync(turn).ConfigureAwait(false))
                changes = changes with { NeedsProjectBuild = true };
            if (!changes.IsEmpty)
                await BuildAsync(turn, changes, cancellationToken).ConfigureAwait(false);
            isEdit |= !changes.IsEmpty && changes.Files.Count > 0;
        }
        while (turn.TakePending(_events.Reader));

        if (isEdit && _program is { IsRunning: false })
        {
            await WriteFilesAsync(cancellationToken).ConfigureAwait(false);
            StartProgram();
        }

        await PatchAsync(isEdit ? turn.Start : null, cancellationToken).ConfigureAwait(false);
        await WriteFilesAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ChangeSet> FindChangesAsync(WatchTurn turn, CancellationToken cancellationToken) => turn.HasFiles
        ? await ChangeFinder.FindAsync(_modules, turn, _events.Reader, cancellationToken).ConfigureAwait(false)
        : ChangeSet.Empty;

    /// <summary>Takes what happened besides changes of files.</summary>
    /// <returns>Whether everything is to be built anew.</returns>
    private async Task<bool> TakeOthersAsync(WatchTurn turn)
    {
        bool isAsked = false;
        foreach (var other in turn.TakeOthers())
            isAsked |= await TakeAsync(other).ConfigureAwait(false);
        return isAsked;
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

    private void Say(IEnumerable<FileChange> files)
    {
        foreach (var file in files)
        {
            string what = file.Kind switch { FileChangeKind.Added => "added", FileChangeKind.Deleted => "deleted", _ => "changed" };
            _output.Say(new(WatchMessageKind.Changed, $"File {what}: {WatchOutput.Show(file.Path)}") { Files = [file.Path] });
        }
    }

    private void SayWaitingFor(string runtime) =>
        _output.Say(new(WatchMessageKind.Waiting, $"Waiting for runtime '{runtime}' to start before loading into it") { Runtime = runtime });
}
