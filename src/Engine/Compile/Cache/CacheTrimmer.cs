using Graft.Client;

namespace Graft.Engine.Compile;

/// <summary>
/// Keeps a cache below its limit: looks when the first entry is stored and then each time that a sixteenth of the limit was
/// added, and removes what was not used for longest. One process at a time does it; the others go on. Thread-safe.
/// </summary>
/// <param name="folder">Absolute path of the cache.</param>
/// <param name="limit">Bytes to keep at most.</param>
internal sealed class CacheTrimmer(string folder, long limit)
{
    private readonly Lock _lock = new();
    private long _untilLook;

    /// <summary>Notes that something was stored.</summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Note(long size)
    {
        lock (_lock)
        {
            _untilLook -= size;
            if (_untilLook > 0)
                return;
            _untilLook = limit / 16;
            Trim();
        }
    }

    private void Trim()
    {
        using var one = FileLock.TryTake(Path.Combine(folder, "trim.lock"));
        if (one is null)
            return;
        List<FileInfo> files = [.. new[] { CacheFiles.Results, CacheFiles.Blobs }
            .Select(kind => new DirectoryInfo(Path.Combine(folder, kind)))
            .Where(kind => kind.Exists)
            .SelectMany(kind => kind.EnumerateFiles("*", SearchOption.AllDirectories))];
        long total = files.Sum(file => file.Length);
        if (total <= limit)
            return;

        // Down to less than the limit, so that not every store has to look for the least recently used.
        foreach (var file in files.OrderBy(file => file.LastWriteTimeUtc))
        {
            total -= file.Length;
            file.Delete();
            if (total <= limit - (limit / 8))
                return;
        }
    }
}
