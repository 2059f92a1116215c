using System.Threading.Channels;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>
/// Tells when runtimes come and go. A runtime makes its socket anew each time it starts: looking at that costs next to nothing, and
/// whoever is behind it is asked only then. Thread-safe.
/// </summary>
/// <param name="events">Where to tell it.</param>
internal sealed class RuntimeMonitor(ChannelWriter<WatchEvent> events) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Begins to look.</summary>
    /// <returns>The runtimes that are there already; of these no event is made.</returns>
    public IReadOnlyList<WatchEvent.RuntimeStarted> Start()
    {
        string[] names;
        lock (_gate)
            names = [.. _known.Keys];
        var started = names.Select(Look).OfType<WatchEvent.RuntimeStarted>().ToList();
        _work = Task.Run(RunAsync);
        return started;
    }

    /// <summary>Sets which runtimes matter, and looks at those that are new.</summary>
    public void Watch(IEnumerable<string> names)
    {
        lock (_gate)
        {
            foreach (string name in names)
                _known.TryAdd(name, default);
        }
    }

    /// <summary>The process of a runtime when it was last looked at; 0 if it was not there, or is not watched.</summary>
    public int ProcessIdOf(string name)
    {
        lock (_gate)
            return _known.GetValueOrDefault(name).ProcessId;
    }

    /// <summary>Takes a runtime for gone: somebody found nobody there.</summary>
    public void Forget(string name)
    {
        lock (_gate)
            _known[name] = default;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                string[] names;
                lock (_gate)
                    names = [.. _known.Keys];
                foreach (string name in names)
                {
                    if (Look(name) is { } change)
                        events.TryWrite(change);
                }
            }
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The watch ends.
        }
    }

    private WatchEvent? Look(string name)
    {
        var socket = new FileInfo(UserFolder.RuntimeSocket(name));
        long stamp = socket.Exists ? socket.LastWriteTimeUtc.Ticks : 0;
        Known known;
        lock (_gate)
            known = _known[name];
        if (stamp == known.Stamp)
            return known.IsSeen && !ProcessFamily.IsRunning(known.ProcessId) ? Bury(name, stamp) : null;
        int processId = stamp == 0 ? 0 : Ask(name);
        if (stamp != 0 && processId == 0)
            return null; // It does not listen yet, or has died: the next look tells.
        lock (_gate)
            _known[name] = new(stamp, processId, processId != 0 && ProcessFamily.IsRunning(processId));
        return processId != 0 ? new WatchEvent.RuntimeStarted(name, processId)
            : known.ProcessId != 0 ? new WatchEvent.RuntimeEnded(name)
            : null;
    }

    // A process that was killed leaves its socket behind.
    private WatchEvent.RuntimeEnded Bury(string name, long stamp)
    {
        lock (_gate)
            _known[name] = new(stamp, 0, false);
        return new(name);
    }

    private static int Ask(string name)
    {
        try
        {
            using var agent = AgentConnection.Connect(name);
            return agent.ProcessId;
        }
        catch (GraftException)
        {
            return 0;
        }
    }

    // A process of another container is not seen: of that one only its socket tells.
    private readonly record struct Known(long Stamp, int ProcessId, bool IsSeen);
}
