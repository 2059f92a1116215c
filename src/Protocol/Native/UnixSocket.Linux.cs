using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Protocol;

/// <summary>
/// A blocking Unix stream socket. Made on system calls rather than System.Net.Sockets, which can neither hand over a
/// descriptor nor tell a peer's user. One reader and one writer at a time; <see cref="Shutdown"/> may come from any thread.
/// </summary>
internal sealed unsafe class UnixSocket : IDisposable
{
    /// <summary>The longest path in bytes that a Unix socket can have.</summary>
    public const int MaximumPathLength = Libc.SockaddrUn.PathSize - 1;

    // Long enough not to spin, short enough for a peer that waits to be accepted.
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(20);

    // Enough for every build of a large solution at once to be waiting.
    private const int Backlog = 128;

    private readonly DescriptorHandle _handle;

    private UnixSocket(DescriptorHandle handle) => _handle = handle;

    /// <summary>Listens on a path that does not exist yet; the file's mode follows from the folder, which is 0700.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public static UnixSocket Listen(string path)
    {
        Libc.SockaddrUn address = AddressOf(path);
        var socket = Open();
        if (Libc.bind(socket._handle, &address, (uint)sizeof(Libc.SockaddrUn)) == 0 && Libc.listen(socket._handle, Backlog) == 0)
            return socket;
        string error = Libc.LastError();
        socket.Dispose();
        throw new IOException(error);
    }

    /// <summary>Connects, or tells why not.</summary>
    /// <param name="path">The socket's path.</param>
    /// <param name="limit">How long to wait for a listener whose queue is full.</param>
    /// <param name="error">The errno if the result is null.</param>
    public static UnixSocket? Connect(string path, TimeSpan limit, out int error)
    {
        Libc.SockaddrUn address = AddressOf(path);
        var socket = Open();
        socket.LimitSending(limit);
        int result;
        do
        {
            result = Libc.connect(socket._handle, &address, (uint)sizeof(Libc.SockaddrUn));
            error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Libc.EINTR);
        if (result == 0)
            return socket;
        socket.Dispose();
        return null;
    }

    /// <summary>Waits for the next peer; null once the listener was shut down.</summary>
    public UnixSocket? Accept()
    {
        while (true)
        {
            int descriptor = Libc.accept4(_handle, null, null, Libc.SOCK_CLOEXEC);
            if (descriptor >= 0)
                return new(new DescriptorHandle(descriptor));
            int error = Marshal.GetLastPInvokeError();
            if (error is Libc.EINVAL or Libc.EBADF)
                return null;
            // A peer that has gone again, or a process out of descriptors or memory for the moment: that passes.
            if (error != Libc.EINTR)
                Thread.Sleep(AcceptPause);
        }
    }

    /// <summary>Whether the process at the other end belongs to this process's user.</summary>
    public bool PeerIsSameUser()
    {
        Libc.Ucred credentials;
        uint length = (uint)sizeof(Libc.Ucred);
        return Libc.getsockopt(_handle, Libc.SOL_SOCKET, Libc.SO_PEERCRED, &credentials, &length) == 0
            && credentials.uid == Libc.geteuid();
    }

    /// <summary>Limits how long one <see cref="Send"/> may be stuck with a peer that does not read.</summary>
    public void LimitSending(TimeSpan limit)
    {
        Libc.Timeval value = new() { tv_sec = (long)limit.TotalSeconds };
        _ = Libc.setsockopt(_handle, Libc.SOL_SOCKET, Libc.SO_SNDTIMEO, &value, (uint)sizeof(Libc.Timeval));
    }

    /// <summary>Sends all bytes; false if the connection is broken.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint done = 0;
            while (done < bytes.Length)
            {
                nint sent = Libc.send(_handle, start + done, (nuint)(bytes.Length - done), Libc.MSG_NOSIGNAL);
                if (sent > 0)
                    done += sent;
                else if (Marshal.GetLastPInvokeError() != Libc.EINTR)
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether <see cref="Receive"/> would find something, or the end, at once.</summary>
    public bool HasInput => WaitForInput(Stopwatch.GetTimestamp(), TimeSpan.Zero);

    /// <summary>Fills all of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">Where they go.</param>
    /// <param name="limit">How long to wait for them all; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public ReceiveResult Receive(Span<byte> bytes, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        fixed (byte* target = bytes)
        {
            nint done = 0;
            while (done < bytes.Length)
            {
                if (!WaitForInput(start, limit))
                    return ReceiveResult.TimedOut;
                nint got = Libc.recv(_handle, target + done, (nuint)(bytes.Length - done), 0);
                if (got > 0)
                    done += got;
                else if (got == 0 || Marshal.GetLastPInvokeError() != Libc.EINTR)
                    return ReceiveResult.Closed;
            }
        }

        return ReceiveResult.Complete;
    }

    /// <summary>Hands a descriptor over, with one byte to carry it.</summary>
    public bool SendDescriptor(DescriptorHandle descriptor)
    {
        bool added = false;
        descriptor.DangerousAddRef(ref added);
        try
        {
            byte carrier = 0;
            Libc.Iovec vector = new() { iov_base = &carrier, iov_len = 1 };
            Libc.DescriptorCmsg control = new()
            {
                cmsg_len = 20, // CMSG_LEN(sizeof(int))
                cmsg_level = Libc.SOL_SOCKET,
                cmsg_type = Libc.SCM_RIGHTS,
                descriptor = (int)descriptor.DangerousGetHandle(),
            };
            Libc.Msghdr message = MessageOf(&vector, &control);
            return Libc.sendmsg(_handle, &message, Libc.MSG_NOSIGNAL) == 1;
        }
        finally
        {
            if (added)
                descriptor.DangerousRelease();
        }
    }

    /// <summary>Takes over the descriptor that <see cref="SendDescriptor"/> sent; null if none comes.</summary>
    public DescriptorHandle? ReceiveDescriptor(TimeSpan limit)
    {
        if (!WaitForInput(Stopwatch.GetTimestamp(), limit))
            return null;
        byte carrier;
        Libc.Iovec vector = new() { iov_base = &carrier, iov_len = 1 };
        Libc.DescriptorCmsg control = default;
        Libc.Msghdr message = MessageOf(&vector, &control);
        bool received = Libc.recvmsg(_handle, &message, Libc.MSG_CMSG_CLOEXEC) == 1
            && message.msg_controllen >= 20
            && control.cmsg_level == Libc.SOL_SOCKET
            && control.cmsg_type == Libc.SCM_RIGHTS;
        return received ? new DescriptorHandle(control.descriptor) : null;
    }

    /// <summary>Ends the conversation at once: whoever waits in <see cref="Accept"/> or <see cref="Receive"/> returns.</summary>
    public void Shutdown() => _ = Libc.shutdown(_handle, Libc.SHUT_RDWR);

    /// <summary>Takes nothing more: whoever waits in <see cref="Receive"/> returns. What is being sent still arrives.</summary>
    public void StopReceiving() => _ = Libc.shutdown(_handle, Libc.SHUT_RD);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static UnixSocket Open()
    {
        var handle = Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        return handle.IsInvalid ? throw new IOException($"socket: {Libc.LastError()}") : new(handle);
    }

    private static Libc.SockaddrUn AddressOf(string path)
    {
        Libc.SockaddrUn address = new() { sun_family = Libc.AF_UNIX };
        if (Encoding.UTF8.GetByteCount(path) > MaximumPathLength)
            throw new IOException($"a socket's path has at most {MaximumPathLength} bytes");
        Encoding.UTF8.GetBytes(path, new Span<byte>(address.sun_path, MaximumPathLength));
        return address;
    }

    private static Libc.Msghdr MessageOf(Libc.Iovec* vector, Libc.DescriptorCmsg* control) => new()
    {
        msg_iov = vector,
        msg_iovlen = 1,
        msg_control = control,
        msg_controllen = (nuint)sizeof(Libc.DescriptorCmsg),
    };

    // poll is never restarted after a signal, and .NET sends itself some: wait for what is left.
    private bool WaitForInput(long start, TimeSpan limit)
    {
        while (true)
        {
            int milliseconds = limit == Timeout.InfiniteTimeSpan
                ? -1
                : (int)Math.Clamp((limit - Stopwatch.GetElapsedTime(start)).TotalMilliseconds, 0, int.MaxValue);
            Libc.Pollfd poll = new() { fd = (int)_handle.DangerousGetHandle(), events = Libc.POLLIN };
            int result = Libc.poll(&poll, 1, milliseconds);
            if (result > 0)
                return true;
            if (result == 0)
                return false;
            if (Marshal.GetLastPInvokeError() != Libc.EINTR)
                return true; // recv will say what is wrong
        }
    }
}
