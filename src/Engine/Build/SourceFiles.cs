using System.IO.Hashing;
using Graft.Client;
using Graft.Engine.Compile;

namespace Graft.Engine.Build;

/// <summary>What a build of one source leaves on disk: the object, and its fingerprint.</summary>
/// <param name="source">The source.</param>
/// <param name="key">Digest of options and tools.</param>
internal sealed class SourceFiles(ModuleSource source, UInt128 key)
{
    private readonly long _started = Now;
    private Lazy<Task<UInt128>> _digest = new(Task.FromResult(UInt128.Zero));

    /// <summary>The source.</summary>
    public ModuleSource Source => source;

    /// <summary>Digest of options and tools.</summary>
    public UInt128 Key => key;

    /// <summary>The headers that it reads.</summary>
    public IReadOnlyList<string> Headers { get; set; } = [];

    /// <summary>The folders that were searched for them, in order.</summary>
    public IReadOnlyList<string> SearchFolders { get; set; } = [];

    /// <summary>Whether no input was written while it was compiled, as far as is known; so the next build needs not look again.</summary>
    public bool IsSettled { get; private set; } = true;

    // In nanoseconds since 1970, as the change times of files.
    private static long Now => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Begins to digest the source's content, beside what else there is to do, or has it done when files are written.</summary>
    public void Digest(ReadOnlyMemory<byte> content, bool isDeferred)
    {
        _digest = new(() => Task.Run(() => XxHash128.HashToUInt128(content.Span)));
        if (!isDeferred)
            _ = _digest.Value;
    }

    /// <summary>Writes the object, unless it is there, and its fingerprint.</summary>
    /// <returns>Whether the object was not there, or another one.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> output)
    {
        bool isNew = AtomicFile.WriteIfChanged(source.ObjectPath, output.Span);
        var content = await _digest.Value.ConfigureAwait(false);
        var inputs = Headers.Select(header => (header, UnlessWrittenSince(header, FileDigests.Compute(header) ?? default)))
            .Prepend((source.Path, UnlessWrittenSince(source.Path, content)));
        new Fingerprint(key, XxHash128.HashToUInt128(output.Span), [.. inputs])
        {
            SearchFolders = SearchFolders,
            Hidden = SearchFolders.Count > 0 ? new HeaderSearch(source.Path, Headers, SearchFolders).Digest(new FolderListings()) : default,
        }.Write(source.ObjectPath);
        return isNew;
    }

    /// <summary>
    /// What came to be while it was compiled may not be what was compiled: its digest is one that no file has. The change time tells, also of
    /// a file that is given an older time.
    /// </summary>
    private UInt128 UnlessWrittenSince(string path, UInt128 digest)
    {
        if (FileIdentity.Of(path) is { } file && (file.Changed < _started || file.Changed > Now))
            return digest;
        IsSettled = false;
        return UInt128.Zero;
    }
}
