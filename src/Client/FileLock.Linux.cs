using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Graft.Client;

internal static partial class FileLock
{
    private const int O_RDONLY = 0;
    private const int O_CLOEXEC = 0x80000;

    /// <summary>Opens a file for reading without asking for its lock, which .NET does in every mode of sharing.</summary>
    private static SafeFileHandle OpenUnlocked(string path) => new(Open(path, O_RDONLY | O_CLOEXEC), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
