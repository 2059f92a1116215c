using System.Runtime.InteropServices;

namespace Graft.Protocol;

/// <summary>The functions of the C library that both sides of a session call, under their own names (Linux, x86-64 values).</summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc.so.6";

    public const int PROT_NONE = 0;
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int PROT_EXEC = 4;
    public const int MAP_SHARED = 0x01;
    public const int MAP_PRIVATE = 0x02;
    public const int MAP_FIXED = 0x10;
    public const int MAP_ANONYMOUS = 0x20;
    public const int MAP_NORESERVE = 0x4000;
    public static readonly void* MAP_FAILED = (void*)-1;

    public const uint MFD_CLOEXEC = 1;
    public const uint MFD_ALLOW_SEALING = 2;
    public const int F_ADD_SEALS = 1033;
    public const int F_SEAL_SEAL = 1;
    public const int F_SEAL_SHRINK = 2;
    public const int F_SEAL_GROW = 4;
    public const int FALLOC_FL_KEEP_SIZE = 1;
    public const int FALLOC_FL_PUNCH_HOLE = 2;

    public const nint SYS_membarrier = 324;
    public const int MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE = 32;
    public const int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 64;

    public const int SEEK_DATA = 3;
    public const int SEEK_HOLE = 4;

    public const int EINTR = 4;
    public const int EBADF = 9;
    public const int EINVAL = 22;
    public const int ENOENT = 2;
    public const int EAGAIN = 11;
    public const int ECONNREFUSED = 111;

    [LibraryImport(Library, SetLastError = true)]
    public static partial void* mmap(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial void* mmap(void* address, nuint length, int protection, int flags, DescriptorHandle descriptor, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int munmap(void* address, nuint length);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial DescriptorHandle memfd_create(string name, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ftruncate(DescriptorHandle descriptor, long length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fcntl(DescriptorHandle descriptor, int command, int argument);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fallocate(DescriptorHandle descriptor, int mode, long offset, long length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pwrite(DescriptorHandle descriptor, byte* bytes, nuint count, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pread(DescriptorHandle descriptor, byte* bytes, nuint count, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial long lseek(DescriptorHandle descriptor, long offset, int origin);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport(Library, EntryPoint = "syscall")]
    public static partial nint membarrier(nint number, int command, uint flags, int processor);

    [LibraryImport(Library)]
    public static partial uint geteuid();

    /// <summary>The text of the last error of a call that sets errno.</summary>
    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
}
