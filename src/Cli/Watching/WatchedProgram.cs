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
            process.Exited += (_, _) => events.TryWrite(new WatchEvent.ProgramEnded(process.ExitCode));
        }
        catch (Win32Exception e)
        {
            throw new GraftException(DiagnosticCatalog.Usage.At($"'{command[0]}' cannot be started: {e.Message}"));
        }
    }

    /// <summary>Asks it to end; one that does not is killed.</summary>
    public async Task EndAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        process.EnableRaisingEvents = false;
        using (process)
        {
            if (process.HasExited)
                return;
            ProcessSignal.Terminate(process.Id);
            using var limit = new CancellationTokenSource(Farewell);
            try
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync().ConfigureAwait(false);
}
