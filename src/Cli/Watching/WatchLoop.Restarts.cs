using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <content>Loads, and what follows when a runtime does not take one.</content>
internal sealed partial class WatchLoop
{
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
        if (runtimes.Count == 0)
            return;
        // What ends with the program is no runtime any more, though for a moment it may still seem to listen.
        var processes = runtimes.ToDictionary(runtime => runtime, _runtimes.ProcessIdOf, StringComparer.Ordinal);
        IReadOnlyList<int> ended = _program is null ? [] : await _program.EndAsync().ConfigureAwait(false);
        foreach (string runtime in runtimes.Intersect(RuntimeName.Running(), StringComparer.Ordinal).Where(runtime => !ended.Contains(processes[runtime])))
            AskToEnd(runtime);
        StartProgram();
    }

    private void AskToEnd(string runtime)
    {
        try
        {
            using var agent = AgentConnection.Connect(runtime);
            agent.Shutdown();
            _output.Say(new(WatchMessageKind.Restart, $"runtime '{runtime}' was asked to end; start it again, and it gets the newest code") { Runtime = runtime });
        }
        catch (GraftException e)
        {
            WatchOutput.Tell(e.Diagnostics);
            _output.Say(new(WatchMessageKind.Restart, $"restart the program of runtime '{runtime}' yourself, and it gets the newest code") { Runtime = runtime });
        }
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
}
