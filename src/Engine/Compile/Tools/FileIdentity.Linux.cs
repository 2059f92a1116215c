using System.Runtime.InteropServices;

namespace Graft.Engine.Compile;

public readonly partial record struct FileIdentity
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int AT_FDCWD = -100;
    private const uint STATX_BASIC_STATS = 0x7FF;

    private static unsafe FileIdentity? Read(string path)
    {
        StatX stat;
        if (GetStatus(AT_FDCWD, path, 0, STATX_BASIC_STATS, &stat) != 0)
            return null;
        return new(path, (ulong)stat.MajorDevice << 32 | stat.MinorDevice, stat.Inode, stat.Size, stat.Written.Nanoseconds, stat.Changed.Nanoseconds);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int GetStatus(int folder, string path, int flags, uint mask, StatX* result);

    // struct statx and struct statx_timestamp of linux/stat.h: the one form that is the same on all architectures.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public Timestamp Changed;
        [FieldOffset(112)] public Timestamp Written;
        [FieldOffset(136)] public uint MajorDevice;
        [FieldOffset(140)] public uint MinorDevice;
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    private readonly struct Timestamp
    {
        [FieldOffset(0)] private readonly long _seconds;
        [FieldOffset(8)] private readonly uint _nanoseconds;

        public long Nanoseconds => (_seconds * NanosecondsPerSecond) + _nanoseconds;
    }
}
