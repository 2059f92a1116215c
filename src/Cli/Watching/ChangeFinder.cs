using System.Threading.Channels;
using Graft.Client;

namespace Graft.Cli.Watching;

/// <summary>
/// Finds out what really changed where something happened. A file that is gone or empty may be about to be written: editors delete
/// and create, or truncate and write; so it is given some time.
/// </summary>
/// <param name="modules">What is known.</param>
/// <param name="events">Where further events come from.</param>
internal sealed class ChangeFinder(WatchedModules modules, ChannelReader<WatchEvent> events)
{
    // An editor that is interrupted between the two steps of a save, on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly List<FileChange> _files = [];
    private readonly HashSet<ModuleRecord> _modules = new(ReferenceEqualityComparer.Instance);
    private bool _needsProjectBuild;

    /// <summary>Looks at what a turn names, and takes what is found as seen.</summary>
    public static async Task<ChangeSet> FindAsync(
        WatchedModules modules, WatchTurn turn, ChannelReader<WatchEvent> events, CancellationToken cancellationToken)
    {
        var finder = new ChangeFinder(modules, events);
        await finder.WaitForHalfWrittenAsync(turn, cancellationToken).ConfigureAwait(false);
        foreach (string path in finder.PathsOf(turn))
            finder.Look(path);
        return new([.. finder._files], [.. finder._modules], finder._needsProjectBuild);
    }

    private async Task WaitForHalfWrittenAsync(WatchTurn turn, CancellationToken cancellationToken)
    {
        var giveUp = DateTime.UtcNow + Patience;
        while (PathsOf(turn).Any(IsHalfWritten))
        {
            var left = giveUp - DateTime.UtcNow;
            if (left <= TimeSpan.Zero || !await turn.WaitForMoreAsync(events, left, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    private bool IsHalfWritten(string path)
    {
        if (modules.LastSeen(path) is not { Exists: true, Length: > 0 })
            return false;
        var file = new FileInfo(path);
        return !file.Exists || file.Length == 0;
    }

    // What happened to a folder, that it went or came back, happened to all that was in it.
    private List<string> PathsOf(WatchTurn turn) => turn.IsEverything
        ? [.. modules.Files.Concat(modules.Globs.Bases).Concat(turn.Paths).Distinct(StringComparer.Ordinal)]
        : [.. turn.Paths.SelectMany(path => File.Exists(path) ? [path] : modules.Files.Where(file => WatchedFolder.IsWithin(file, path)).Append(path))
            .Distinct(StringComparer.Ordinal)];

    private void Look(string path)
    {
        if (modules.LastSeen(path) is null && !modules.IsInput(path) && !modules.IsProjectFile(path))
        {
            LookAtUnknown(path);
            return;
        }

        var before = modules.LastSeen(path);
        var now = FileDigest.Of(path);
        if (before == now)
            return;
        modules.See(path, now);
        _files.Add(new(path, !now.Exists ? FileChangeKind.Deleted : before is { Exists: false } ? FileChangeKind.Added : FileChangeKind.Changed));
        _modules.UnionWith(modules.ReadersOf(path));
        _needsProjectBuild |= modules.IsProjectFile(path) || (!now.Exists && modules.IsSource(path));
    }

    private void LookAtUnknown(string path)
    {
        // What came and went is an editor's.
        if (!Path.Exists(path))
            return;
        foreach (string file in modules.Globs.FindIn(path).Where(file => !modules.IsInput(file)))
        {
            _files.Add(new(file, FileChangeKind.Added));
            _needsProjectBuild = true;
        }

        if (_needsProjectBuild || modules.UnsettledNear(path).ToList() is not { Count: > 0 } unsettled)
            return;
        _files.Add(new(path, FileChangeKind.Changed));
        _modules.UnionWith(unsettled);
    }
}
