using System.Diagnostics;
using System.Threading.Channels;

namespace Graft.Cli.Watching;

/// <summary>What happened since the last turn: one save makes several events, and a build gives time for many.</summary>
/// <param name="Start">When the first event came, as <see cref="Stopwatch.GetTimestamp"/>.</param>
internal sealed record WatchTurn(long Start)
{
    /// <summary>
    /// So long after the last event of a file a save is taken for finished: editors write in one go, in well under a millisecond.
    /// Whatever comes later leads to one more build.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(15);

    /// <summary>A stream of events does not hold up a build for longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly List<WatchEvent> _others = [];

    /// <summary>Files and folders to look at.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>Whether all that is known has to be looked at.</summary>
    public bool IsEverything { get; private set; }

    /// <summary>What else happened, in order.</summary>
    public IReadOnlyList<WatchEvent> Others => _others;

    /// <summary>Whether any file may have changed.</summary>
    public bool HasFiles => IsEverything || _paths.Count > 0;

    /// <summary>Waits for something to happen, and for files to come to rest.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<WatchTurn> NextAsync(ChannelReader<WatchEvent> events, CancellationToken cancellationToken)
    {
        var first = await events.ReadAsync(cancellationToken).ConfigureAwait(false);
        var turn = new WatchTurn(Stopwatch.GetTimestamp());
        turn.Add(first);
        do
        {
            while (events.TryRead(out var next))
                turn.Add(next);
        }
        while (turn.HasFiles && Stopwatch.GetElapsedTime(turn.Start) < Longest && await HasMoreAsync(events, Quiet, cancellationToken).ConfigureAwait(false));

        return turn;
    }

    /// <summary>Waits for further events of files, which are added; false if none came within a limit.</summary>
    public async Task<bool> WaitForMoreAsync(ChannelReader<WatchEvent> events, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!await HasMoreAsync(events, limit, cancellationToken).ConfigureAwait(false))
            return false;
        while (events.TryRead(out var next))
            Add(next);
        return true;
    }

    private static async Task<bool> HasMoreAsync(ChannelReader<WatchEvent> events, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(limit);
        try
        {
            return await events.WaitToReadAsync(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Add(WatchEvent next)
    {
        if (next is WatchEvent.Touched touched)
            _paths.Add(touched.Path);
        else if (next is WatchEvent.TouchedUnknown)
            IsEverything = true;
        else
            _others.Add(next);
    }
}
