using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Graft.Client;

/// <summary>Who is at the other end of a Unix socket (unix(7), SO_PEERCRED): the kernel says it, not the peer.</summary>
internal static partial class PeerCredentials
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Whether the peer is a process of the same user.</summary>
    public static bool IsSameUser(Socket socket)
    {
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
        Span<byte> credentials = stackalloc byte[12];
        int length = socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return length == credentials.Length && MemoryMarshal.Read<uint>(credentials[4..]) == GetEffectiveUserId();
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
