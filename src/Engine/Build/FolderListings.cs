using System.Collections.Concurrent;

namespace Graft.Engine.Build;

/// <summary>Names in folders, each read once per build: whether a file is there is asked for thousands of names. Thread-safe.</summary>
internal sealed class FolderListings
{
    private readonly ConcurrentDictionary<string, HashSet<string>> _names = new(StringComparer.Ordinal);

    /// <summary>Whether a folder has an entry; not if there is no such folder.</summary>
    public bool Has(string folder, ReadOnlySpan<char> name) =>
        _names.GetOrAdd(folder, static path => Read(path)).GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    private static HashSet<string> Read(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
