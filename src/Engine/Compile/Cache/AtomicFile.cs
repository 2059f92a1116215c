namespace Graft.Engine.Compile;

/// <summary>Writes files that are there whole or not at all, whatever happens to the writer.</summary>
internal static class AtomicFile
{
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
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes only if the file would change, so that what is the same keeps its time.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteIfChanged(string path, ReadOnlySpan<byte> content)
    {
        if (!File.Exists(path) || !content.SequenceEqual(File.ReadAllBytes(path)))
            Write(path, content);
    }
}
