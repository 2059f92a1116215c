using System.Buffers;
using System.Collections.Concurrent;
using Graft.Engine.Collections;

namespace Graft.Engine.Objects;

/// <summary>
/// Memory that the files of one load are read into: one block of a pool, so that a warm engine neither allocates nor faults in
/// pages for them. Of many objects it can do with what is known of their sections and symbols: then each step that goes through their contents
/// reads them again. Files are read, not mapped: a build that truncates a mapped file would kill the process that reads it.
/// Reading is thread-safe. Dispose it once nothing refers to the files' bytes any more.
/// </summary>
public sealed class FileMemory : IDisposable
{
    /// <summary>How many files are worth it not to be kept: of fewer, all may be in use at once.</summary>
    internal const int LeastFiles = 16;

    /// <summary>How many bytes are worth it.</summary>
    private const long LeastBytes = 2 * 1024 * 1024;

    /// <summary>How many files of a load stay open; of more each is opened anew whenever it is read. Systems allow a process 4,096 at least.</summary>
    private const int MostOpen = 1500;

    /// <summary>Where a file's bytes begin: readers cast tables in place.</summary>
    private const int Alignment = 16;

    private readonly ConcurrentBag<UnitContents> _forgotten = [];
    private readonly long _size;
    private readonly int _count;
    private object? _sync;
    private byte[]? _block;
    private long _used;

    /// <summary>Makes room for files as long as they are now.</summary>
    public FileMemory(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            var file = new FileInfo(path);
            _size += file.Exists ? Align(file.Length) : 0;
            _count++;
        }
    }

    /// <summary>Whether there are so many objects that their bytes should not all be in memory at once.</summary>
    public bool HoldsMany => _count >= LeastFiles && _size >= LeastBytes;

    /// <summary>Whether objects are read at once, and their bytes again when they are asked for. To be set before the first file is read.</summary>
    public bool ForgetsFiles { get; set; }

    /// <summary>Where sections and symbols of such objects go.</summary>
    internal UnitMemory Units { get; } = new();

    /// <summary>Reads a file. One that has grown since, or for which no room was made, gets memory of its own.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ReadOnlyMemory<byte> Read(string path)
    {
        using var file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        long end = Interlocked.Add(ref _used, Align(length));
        byte[] block = Block;
        if (end > block.Length || length == 0)
            return File.ReadAllBytes(path);
        var room = block.AsMemory((int)(end - Align(length)), (int)length);
        int done = 0;
        while (done < room.Length && RandomAccess.Read(file, room.Span[done..], done) is > 0 and var read)
            done += read;
        return room[..done];
    }

    /// <summary>Reads a file that is read again later; the caller holds its contents.</summary>
    /// <inheritdoc cref="Read"/>
    internal UnitContents Open(string path)
    {
        var contents = UnitContents.Open(path, staysOpen: _count <= MostOpen);
        _forgotten.Add(contents);
        return contents;
    }

    private byte[] Block => LazyInitializer.EnsureInitialized(ref _block, ref _sync, () => _size <= Array.MaxLength ? ArrayPool<byte>.Shared.Rent((int)_size) : []);

    /// <inheritdoc/>
    public void Dispose()
    {
        Units.Dispose();
        foreach (var contents in _forgotten)
            contents.Dispose();
        Pooled.Return(_block ?? []);
        _block = [];
    }

    private static long Align(long size) => (size + Alignment - 1) / Alignment * Alignment;
}
