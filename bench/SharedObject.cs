using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Graft.Bench;

/// <summary>Opens shared libraries as a program does, and says how long that took.</summary>
internal static partial class SharedObject
{
    private const int RTLD_NOW = 2;

    /// <summary>Opens and closes a library.</summary>
    /// <returns>Seconds that opening took.</returns>
    public static double Open(string path)
    {
        long start = Stopwatch.GetTimestamp();
        nint library = dlopen(path, RTLD_NOW);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (library == 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(dlerror()));
        _ = dlclose(library);
        return seconds;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlopen(string path, int flags);

    [LibraryImport("libc")]
    private static partial int dlclose(nint library);

    [LibraryImport("libc")]
    private static partial nint dlerror();
}
