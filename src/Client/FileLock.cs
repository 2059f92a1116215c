namespace Graft.Client;

/// <summary>
/// An exclusive lock between processes, given up by the kernel when its holder dies (flock(2)). The file stays:
/// deleting it would let two processes hold locks on two files of one name.
/// </summary>
internal static class FileLock
{
    /// <summary>Takes the lock; null if another process has it.</summary>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made.</exception>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
