using System.Buffers;
using Graft.Engine.Collections;

namespace Graft.Engine.Objects;

/// <summary>
/// Memory that the files of one load are read into: one block of a pool, so that a warm engine neither allocates nor faults in
/// pages for them. Files are read, not mapped: a build that truncates a mapped file would kill the process that reads it.
/// Reading is thread-safe. Dispose it once nothing refers to the files' bytes any more.
/// </summary>
public sealed class FileMemory : IDisposable
{
    /// <summary>Where a file's bytes begin: readers cast tables in place.</summary>
    private const int Alignment = 16;

    private byte[] _block;
    private long _used;

    /// <summary>Makes room for files as long as they are now.</summary>
    public FileMemory(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        long size = 0;
        foreach (string path in paths)
        {
            var file = new FileInfo(path);
            size += file.Exists ? Align(file.Length) : 0;
        }

        _block = size <= Array.MaxLength ? ArrayPool<byte>.Shared.Rent((int)size) : [];
    }

    /// <summary>Reads a file. One that has grown since, or for which no room was made, gets memory of its own.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ReadOnlyMemory<byte> Read(string path)
    {
        using var file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        long end = Interlocked.Add(ref _used, Align(length));
        if (end > _block.Length || length == 0)
            return File.ReadAllBytes(path);
        var room = _block.AsMemory((int)(end - Align(length)), (int)length);
        int done = 0;
        while (done < room.Length && RandomAccess.Read(file, room.Span[done..], done) is > 0 and var read)
            done += read;
        return room[..done];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Return(_block);
        _block = [];
    }

    private static long Align(long size) => (size + Alignment - 1) / Alignment * Alignment;
}
