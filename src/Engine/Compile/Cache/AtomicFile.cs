using System.Buffers;

namespace Graft.Engine.Compile;

/// <summary>Writes files that are there whole or not at all, whatever happens to the writer.</summary>
internal static class AtomicFile
{
    // Bytes: small enough to stay in the processor's cache between reading and comparing.
    private const int Piece = 128 * 1024;

    /// <summary>Writes beside the file and renames; the folder is made if it is missing.</summary>
    /// <exception cref="IOException">It cannot be written; nothing is left behind.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            // Room is asked for at once: that takes a third of the time that a file takes which grows.
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, content.Length))
                RandomAccess.Write(file, content, 0);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes only if the file would change, so that what is the same keeps its time.</summary>
    /// <returns>Whether it was written.</returns>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static bool WriteIfChanged(string path, ReadOnlySpan<byte> content)
    {
        if (IsContent(path, content))
            return false;
        Write(path, content);
        return true;
    }

    /// <summary>Whether a file has this content. Read in pieces, up to the first that differs.</summary>
    private static bool IsContent(string path, ReadOnlySpan<byte> content)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenHandle(path);
        if (RandomAccess.GetLength(file) != content.Length)
            return false;
        byte[] piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            int compared = 0;
            while (compared < content.Length)
            {
                int read = RandomAccess.Read(file, piece, compared);
                if (read == 0 || compared + read > content.Length || !content.Slice(compared, read).SequenceEqual(piece.AsSpan(0, read)))
                    return false;
                compared += read;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
