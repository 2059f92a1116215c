using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>A program that the watch starts, starts again, and ends with itself.</summary>
/// <param name="command">The program and its arguments.</param>
/// <param name="events">Told when it ends by itself.</param>
internal sealed class WatchedProgram(IReadOnlyList<string> command, ChannelWriter<WatchEvent> events) : IAsyncDisposable
{
    // Less than System.CommandLine gives a command after Ctrl+C.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1.5);

    private Process? _process;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Its process, which may have ended; 0 if it was ended.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Starts it. It shares the watch's output, not its input.</summary>
    /// <exception cref="GraftException">GRAFT6001: it cannot be started.</exception>
    public void Start()
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, UseShellExecute = false };
        try
        {
            var process = Process.Start(start)!;
            _process = process;
            process.EnableRaisingEvents = true;
            process.Exited += (_, _) => TellEnd(process);
        }
        catch (Win32Exception e)
        {
            throw new GraftException(DiagnosticCatalog.Usage.At($"'{command[0]}' cannot be started: {e.Message}"));
        }
    }

    /// <summary>Asks it, and what it started, to end; what does not is killed.</summary>
    /// <returns>The processes that ended.</returns>
    public async Task<IReadOnlyList<int>> EndAsync()
    {
        if (_process is not { } process)
            return [];
        _process = null;
        using (process)
        {
            if (process.HasExited)
                return [process.Id];
            // A shell ends before what it started, and `dotnet run` is one more process between the watch and the program.
            var family = ProcessFamily.DescendantsOf(process.Id);
            using var limit = new CancellationTokenSource(Farewell);
            try
            {
                ProcessSignal.Terminate(process.Id);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                foreach (var left in family.Where(ProcessFamily.IsRunning))
                    ProcessSignal.Terminate(left.Id);
                while (family.Any(ProcessFamily.IsRunning))
                    await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                foreach (var left in family.Where(ProcessFamily.IsRunning))
                    ProcessFamily.Kill(left);
            }

            return [process.Id, .. family.Select(member => member.Id)];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync().ConfigureAwait(false);

    // Of an end that was asked for nobody has to be told.
    private void TellEnd(Process process)
    {
        if (ReferenceEquals(process, _process))
            events.TryWrite(new WatchEvent.ProgramEnded(process.ExitCode));
    }
}
