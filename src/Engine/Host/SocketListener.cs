using System.Net.Sockets;
using Graft.Client;

namespace Graft.Engine.Host;

/// <summary>Clients that connect to the host's Unix socket. Of all hosts with one address, one at a time has a listener.</summary>
internal sealed class SocketListener : IHostListener
{
    // Builds of a big solution connect all at once.
    private const int Backlog = 512;

    private readonly HostAddress _address;
    private readonly IDisposable _life;
    private readonly Socket _socket;

    private SocketListener(HostAddress address, IDisposable life, Socket socket)
    {
        _address = address;
        _life = life;
        _socket = socket;
    }

    /// <summary>Begins to listen; null if another process does so.</summary>
    /// <exception cref="IOException">The address cannot be used.</exception>
    public static SocketListener? TryListen(HostAddress address)
    {
        if (FileLock.TryTake(address.LifeLock) is not { } life)
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // Whoever left it there is dead, since the lock is ours.
            File.Delete(address.Socket);
            socket.Bind(new UnixDomainSocketEndPoint(address.Socket));
            File.SetUnixFileMode(address.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(Backlog);
            return new(address, life, socket);
        }
        catch (Exception e) when (e is SocketException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            life.Dispose();
            throw new IOException($"cannot listen on {address.Socket}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<HostConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var client = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
            if (PeerCredentials.IsSameUser(client))
            {
                var stream = new NetworkStream(client, ownsSocket: true);
                return new(stream, stream);
            }

            client.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The lock last: until then nobody else binds, so that the socket which is deleted is ours.
        _socket.Dispose();
        File.Delete(_address.Socket);
        _life.Dispose();
    }
}
