using System.Collections.Concurrent;
using System.IO.Hashing;

namespace Graft.Engine.Build;

/// <summary>Digests of files' contents, each read once per build: a header is shared by many sources. Thread-safe.</summary>
internal sealed class FileDigests
{
    private readonly ConcurrentDictionary<string, Lazy<UInt128?>> _digests = new(StringComparer.Ordinal);

    /// <summary>The names in folders, as this build sees them.</summary>
    public FolderListings Listings { get; } = new();

    /// <summary>The digest of a file as this build sees it; null if it cannot be read.</summary>
    public UInt128? Get(string path) => _digests.GetOrAdd(path, static p => new Lazy<UInt128?>(() => Compute(p))).Value;

    /// <summary>The digest of a file as it is now; null if it cannot be read.</summary>
    public static UInt128? Compute(string path)
    {
        try
        {
            return XxHash128.HashToUInt128(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
