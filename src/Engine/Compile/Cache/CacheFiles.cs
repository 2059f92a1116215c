namespace Graft.Engine.Compile;

/// <summary>The files of a cache. Reading verifies, and marks what is used; writing is atomic. Thread-safe.</summary>
/// <param name="folder">Absolute path of the cache.</param>
internal sealed class CacheFiles(string folder)
{
    /// <summary>Folder of action results.</summary>
    public const string Results = "ac";

    /// <summary>Folder of blobs ("content-addressable storage").</summary>
    public const string Blobs = "cas";

    /// <summary>An action's result, unverified; null if there is none.</summary>
    public byte[]? ReadResult(ContentDigest action) => Read(PathOf(Results, action));

    /// <summary>A blob; null if it is missing or damaged.</summary>
    public byte[]? ReadBlob(ContentDigest digest) =>
        ContentDigest.IsHash(digest.Hash) && Read(PathOf(Blobs, digest)) is { } content && digest.Matches(content) ? content : null;

    /// <summary>Writes an action's result.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void WriteResult(ContentDigest action, ReadOnlySpan<byte> content) => AtomicFile.Write(PathOf(Results, action), content);

    /// <summary>Writes a blob unless it is there and whole.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public ContentDigest WriteBlob(ReadOnlySpan<byte> content)
    {
        var digest = ContentDigest.Of(content);
        if (ReadBlob(digest) is null)
            AtomicFile.Write(PathOf(Blobs, digest), content);
        return digest;
    }

    private static byte[]? Read(string path)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow); // what was used last is trimmed last
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string PathOf(string kind, ContentDigest digest) => Path.Combine(folder, kind, digest.Hash[..2], digest.Hash);
}
