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

    /// <summary>Nor does one that goes on while it is built hold up a load: so often files may change meanwhile.</summary>
    private const int MostRenewals = 2;

    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private List<WatchEvent> _others = [];
    private int _renewals;

    /// <summary>Files and folders to look at.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>Whether all that is known has to be looked at.</summary>
    public bool IsEverything { get; private set; }

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

    /// <summary>What else happened, in order, since it was last asked for.</summary>
    public IReadOnlyList<WatchEvent> TakeOthers()
    {
        var taken = _others;
        _others = [];
        return taken;
    }

    /// <summary>Adds what has happened meanwhile, up to a change of a file that has to wait for the next turn; false if nothing was added.</summary>
    public bool TakePending(ChannelReader<WatchEvent> events)
    {
        bool isAny = false, isOfFile = false;
        while (events.TryPeek(out var next) && (_renewals < MostRenewals || !IsOfFile(next)) && events.TryRead(out next))
        {
            Add(next);
            isAny = true;
            isOfFile |= IsOfFile(next);
        }

        if (isOfFile)
            _renewals++;
        return isAny;
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

    private static bool IsOfFile(WatchEvent next) => next is WatchEvent.Touched or WatchEvent.TouchedUnknown;

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
