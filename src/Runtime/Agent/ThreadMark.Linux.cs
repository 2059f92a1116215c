using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Graft;

/// <summary>
/// A moment, to which a thread's beginning can be compared: the last number that the system had given to a thread by then. Numbers
/// are given in rising order, and begin anew after the greatest (proc(5), pid_max).
/// </summary>
/// <param name="last">That number; 0 if the system does not tell, and then no thread is younger.</param>
internal readonly partial struct ThreadMark(int last)
{
    private readonly int _last = last;

    /// <summary>The present moment.</summary>
    public static ThreadMark Now() => new(LastNumber());

    /// <summary>Whether the calling thread began after that moment.</summary>
    public bool IsBeforeThisThread()
    {
        int own = gettid();
        int newest = LastNumber();
        if (_last == 0 || newest == 0)
            return false;
        return _last <= newest ? own > _last && own <= newest : own > _last || own <= newest;
    }

    // The last field of /proc/loadavg: 0.20 0.18 0.12 1/80 11206.
    private static int LastNumber()
    {
        try
        {
            var text = File.ReadAllBytes("/proc/loadavg").AsSpan().TrimEnd((byte)'\n');
            return int.TryParse(Encoding.ASCII.GetString(text[(text.LastIndexOf((byte)' ') + 1)..]), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    [LibraryImport("libc.so.6")]
    private static partial int gettid();
}
