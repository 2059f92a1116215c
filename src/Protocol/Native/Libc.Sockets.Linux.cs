using System.Runtime.InteropServices;

namespace Graft.Protocol;

/// <summary>Unix sockets, with the structures as the kernel lays them out on x86-64.</summary>
internal static unsafe partial class Libc
{
    public const int AF_UNIX = 1;
    public const int SOCK_STREAM = 1;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOL_SOCKET = 1;
    public const int SO_PEERCRED = 17;
    public const int SO_RCVTIMEO = 20;
    public const int SO_SNDTIMEO = 21;
    public const int SCM_RIGHTS = 1;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int MSG_CMSG_CLOEXEC = 0x40000000;
    public const int SHUT_RD = 0;
    public const int SHUT_RDWR = 2;
    public const short POLLIN = 1;

    /// <summary>sockaddr_un: the longest path is 107 bytes and a zero.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SockaddrUn
    {
        public const int PathSize = 108;
        public ushort sun_family;
        public fixed byte sun_path[PathSize];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Ucred
    {
        public int pid;
        public uint uid;
        public uint gid;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Pollfd
    {
        public int fd;
        public short events;
        public short revents;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Timeval
    {
        public long tv_sec;
        public long tv_usec;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Iovec
    {
        public void* iov_base;
        public nuint iov_len;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Msghdr
    {
        public void* msg_name;
        public uint msg_namelen;
        public Iovec* msg_iov;
        public nuint msg_iovlen;
        public void* msg_control;
        public nuint msg_controllen;
        public int msg_flags;
    }

    /// <summary>cmsghdr with the one descriptor that Graft ever sends: CMSG_SPACE(sizeof(int)) is 24 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 24)]
    public struct DescriptorCmsg
    {
        public nuint cmsg_len;
        public int cmsg_level;
        public int cmsg_type;
        public int descriptor;
    }

    [LibraryImport(Library, SetLastError = true)]
    public static partial DescriptorHandle socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(DescriptorHandle socket, SockaddrUn* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int listen(DescriptorHandle socket, int backlog);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(DescriptorHandle socket, SockaddrUn* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int accept4(DescriptorHandle socket, void* address, uint* length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(DescriptorHandle socket, int level, int option, void* value, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(DescriptorHandle socket, int level, int option, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int shutdown(DescriptorHandle socket, int how);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint send(DescriptorHandle socket, byte* bytes, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recv(DescriptorHandle socket, byte* bytes, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendmsg(DescriptorHandle socket, Msghdr* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recvmsg(DescriptorHandle socket, Msghdr* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll(Pollfd* descriptors, nuint count, int milliseconds);
}
