using System.Globalization;
using System.Text;

namespace Graft.Client;

/// <summary>
/// An exclusive lock between processes, given up by the kernel when its holder dies (flock(2)). It holds the holder's process. The file stays:
/// deleting it would let two processes hold locks on two files of one name.
/// </summary>
internal static partial class FileLock
{
    /// <summary>Takes the lock; null if another process has it.</summary>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made.</exception>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return file;
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>The process that holds a lock, or held it last; 0 if that is not to be found out.</summary>
    public static int ReadHolder(string path)
    {
        try
        {
            using var file = OpenUnlocked(path);
            if (file.IsInvalid)
                return 0;
            Span<byte> digits = stackalloc byte[16];
            int length = RandomAccess.Read(file, digits, 0);
            return int.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
