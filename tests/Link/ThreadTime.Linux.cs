using System.Runtime.InteropServices;

namespace Graft.Tests.Link;

/// <summary>What the calling thread used of a processor: other tests and other programs do not count.</summary>
internal static partial class ThreadTime
{
    private const int CLOCK_THREAD_CPUTIME_ID = 3;

    /// <summary>The time used so far.</summary>
    public static TimeSpan Now =>
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
            : throw new InvalidOperationException("the system does not tell a thread's time");

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
