namespace Graft.Cli.Watching;

/// <summary>A folder to watch.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="IsRecursive">Whether all folders below it are watched too.</param>
internal readonly record struct WatchedFolder(string Path, bool IsRecursive)
{
    /// <summary>Leaves out folders that lie in others that are watched with all below them.</summary>
    public static IReadOnlyList<WatchedFolder> Merge(IEnumerable<WatchedFolder> folders)
    {
        var all = folders.Select(folder => folder with { Path = System.IO.Path.TrimEndingDirectorySeparator(folder.Path) }).Distinct().ToList();
        return [.. all.Where(folder => !all.Exists(other => other != folder && other.Covers(folder)))];
    }

    /// <summary>Whether a path lies in a folder or below it, or is the folder.</summary>
    public static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal)
        && (path.Length == folder.Length || folder.EndsWith('/') || path[folder.Length] == '/');

    private bool Covers(WatchedFolder other) => IsRecursive && IsWithin(other.Path, Path);
}
