using System.Net.Sockets;
using Graft.Protocol;
using StreamJsonRpc;

namespace Graft.Client;

/// <summary>
/// A shared host of this user that answers, of whatever version: what a command that shows or ends them all
/// needs. Work is never given to one found this way.
/// </summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="Version">Its version.</param>
/// <param name="Socket">Where it listens.</param>
public sealed record RunningHost(int ProcessId, string Version, string Socket)
{
    /// <summary>Finds the hosts of this user that answer.</summary>
    /// <param name="home">The user's folder; null for this process's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GraftException">The folder cannot be used.</exception>
    public static async Task<IReadOnlyList<RunningHost>> FindAllAsync(string? home, CancellationToken cancellationToken)
    {
        string folder = home is null ? UserFolder.Get() : UserFolder.Use(home);
        var answers = await Task.WhenAll(
            Directory.GetFiles(folder, HostAddress.SocketPattern).Select(socket => AskAsync(socket, cancellationToken))).ConfigureAwait(false);
        return [.. answers.OfType<RunningHost>().OrderBy(host => host.ProcessId)];
    }

    /// <summary>How the host is; null if it has left, or is too different to tell.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<HostStatus?> GetStatusAsync(CancellationToken cancellationToken)
    {
        var attempt = await SharedHost.TryConnectAsync(HostAddress.At(Socket, Version), cancellationToken).ConfigureAwait(false);
        if (attempt.Session is not { } session)
            return null;
        await using (session.ConfigureAwait(false))
        {
            try
            {
                return await session.InvokeAsync<HostStatus>(nameof(IEngineHost.GetStatusAsync), [], cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RemoteRpcException || HostSession.IsLoss(e))
            {
                return null;
            }
        }
    }

    /// <summary>Asks the host to end: it accepts nobody any more, finishes what runs and leaves. Does not wait for it.</summary>
    public void Stop() => ProcessSignal.Terminate(ProcessId);

    private static async Task<RunningHost?> AskAsync(string path, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HostLimits.Connect);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token).ConfigureAwait(false);
            if (!PeerCredentials.IsSameUser(socket))
                return null;

            // A host says who it is before it hears anything.
            using var stream = new NetworkStream(socket);
            return await HostHandshake.ReceiveAsync(stream, limit.Token).ConfigureAwait(false) is { } host
                ? new(host.ProcessId, host.Version, path)
                : null;
        }
        catch (Exception e) when (e is SocketException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
