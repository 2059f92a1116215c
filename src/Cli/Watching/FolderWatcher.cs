using System.Threading.Channels;

namespace Graft.Cli.Watching;

/// <summary>
/// Tells of everything that happens in folders. It only says where to look: which events a save makes differs by editor and file
/// system. Where the system has no room for watching, everything is to be looked at twice a second instead.
/// </summary>
/// <param name="events">Where to tell it; from any thread.</param>
internal sealed class FolderWatcher(ChannelWriter<WatchEvent> events) : IDisposable
{
    private static readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<WatchedFolder, FileSystemWatcher> _watchers = [];
    private readonly HashSet<WatchedFolder> _missing = [];
    private IReadOnlyList<WatchedFolder> _folders = [];
    private Func<string, bool> _isIgnored = static _ => false;
    private Timer? _polling;
    private Timer? _return;

    /// <summary>Whether it had to fall back to looking at everything.</summary>
    public bool IsPolling => _polling is not null;

    /// <summary>Sets what is watched from now on.</summary>
    /// <param name="folders">The folders; of those that are not there it is told when they come.</param>
    /// <param name="isIgnored">Paths that nobody wants to know of; thread-safe.</param>
    public void Watch(IEnumerable<WatchedFolder> folders, Func<string, bool> isIgnored)
    {
        lock (_gate)
        {
            _isIgnored = isIgnored;
            _folders = [.. folders.Distinct()];
            Refresh();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _polling?.Dispose();
            _return?.Dispose();
            foreach (var watcher in _watchers.Values)
                watcher.Dispose();
            _watchers.Clear();
        }
    }

    private void Refresh()
    {
        _missing.Clear();
        _missing.UnionWith(_folders.Where(folder => !Directory.Exists(folder.Path)));
        var wanted = WatchedFolder.Merge(_folders.Where(folder => !_missing.Contains(folder)));
        foreach (var gone in _watchers.Keys.Except(wanted).ToList())
        {
            _watchers[gone].Dispose();
            _watchers.Remove(gone);
        }

        foreach (var folder in wanted)
        {
            if (!_watchers.ContainsKey(folder))
                Begin(folder);
        }

        if (_missing.Count > 0)
            _return ??= new Timer(_ => LookForMissing(), null, PollingInterval, PollingInterval);
    }

    // A folder's own return is an event of its parent, which nobody may watch: another branch was checked out, and this one again.
    private void LookForMissing()
    {
        lock (_gate)
        {
            if (!_missing.Any(folder => Directory.Exists(folder.Path)))
                return;
            Refresh();
        }

        events.TryWrite(new WatchEvent.TouchedUnknown());
    }

    private void Begin(WatchedFolder folder)
    {
        var watcher = new FileSystemWatcher(folder.Path)
        {
            IncludeSubdirectories = folder.IsRecursive,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, e) => Tell(e.FullPath);
        watcher.Created += (_, e) => Tell(e.FullPath);
        watcher.Deleted += (_, e) => Tell(e.FullPath);
        watcher.Renamed += (_, e) =>
        {
            Tell(e.OldFullPath);
            Tell(e.FullPath);
        };
        watcher.Error += (_, _) => Recover(folder);
        try
        {
            watcher.EnableRaisingEvents = true;
            _watchers.Add(folder, watcher);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // inotify(7): the user's limit of instances or watches is reached.
            watcher.Dispose();
            _polling ??= new Timer(_ => events.TryWrite(new WatchEvent.TouchedUnknown()), null, PollingInterval, PollingInterval);
        }
    }

    // Too many events at once, or the folder itself was removed, perhaps to be made again.
    private void Recover(WatchedFolder folder)
    {
        lock (_gate)
        {
            if (_watchers.Remove(folder, out var lost))
                lost.Dispose();
            Refresh();
        }

        events.TryWrite(new WatchEvent.TouchedUnknown());
    }

    private void Tell(string path)
    {
        if (!_isIgnored(path))
            events.TryWrite(new WatchEvent.Touched(path));
    }
}
