using System.Globalization;
using System.Net.Sockets;

namespace Graft.Client;

/// <summary>Finds the user's engine host, and starts it where there is none.</summary>
internal static class SharedHost
{
    /// <summary>Connects to a host that runs already.</summary>
    public static async Task<HostAttempt> TryConnectAsync(HostAddress address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HostLimits.Connect);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        HostAttempt attempt = default;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Socket), limit.Token).ConfigureAwait(false);
            return attempt = await GreetAsync(socket, address.Version, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new(null, $"nobody answers on {address.Socket} ({e.Message})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"what listens on {address.Socket} did not answer within {HostLimits.Connect.TotalSeconds:0} s", IsFinal: true);
        }
        finally
        {
            if (attempt.Session is null)
                socket.Dispose();
        }
    }

    /// <summary>Connects to the host, starting one if none answers.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<HostAttempt> ConnectOrStartAsync(
        HostAddress address, HostOptions options, CancellationToken cancellationToken)
    {
        var giveUp = DateTime.UtcNow + HostLimits.Start;
        HostAttempt attempt;
        do
        {
            attempt = await TryConnectAsync(address, cancellationToken).ConfigureAwait(false);
            if (attempt.Session is not null || attempt.IsFinal)
                return attempt;
            using (var starter = FileLock.TryTake(address.StartLock))
            {
                if (starter is not null)
                    return await StartAsync(address, options, giveUp, cancellationToken).ConfigureAwait(false);
            }

            // Another client is starting the host.
            await Task.Delay(HostLimits.Poll, cancellationToken).ConfigureAwait(false);
        }
        while (DateTime.UtcNow < giveUp);

        return attempt;
    }

    private static async Task<HostAttempt> GreetAsync(Socket socket, string version, CancellationToken cancellationToken)
    {
        if (!PeerCredentials.IsSameUser(socket))
            return new(null, "another user listens on the host's socket", IsFinal: true);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await HostHandshake.SendAsync(stream, version, cancellationToken).ConfigureAwait(false);
        var host = await HostHandshake.ReceiveAsync(stream, cancellationToken).ConfigureAwait(false);
        if (host is null)
            return new(null, "the host closed the connection; it was about to leave, or is no engine host");
        if (host.Version != version)
            return new(null, $"process {host.ProcessId} listens, but it is version {host.Version} and this is {version}; end it with 'kill {host.ProcessId}'", IsFinal: true);
        return new(new(host.ProcessId, HostTransport.Create(stream, stream), () => ValueTask.CompletedTask), "");
    }

    private static async Task<HostAttempt> StartAsync(
        HostAddress address, HostOptions options, DateTime giveUp, CancellationToken cancellationToken)
    {
        // The one before this may have started it between our look and our lock.
        var attempt = await TryConnectAsync(address, cancellationToken).ConfigureAwait(false);
        if (attempt.Session is not null || attempt.IsFinal)
            return attempt;

        int processId = await DetachedProcess.StartAsync(options, Arguments(address, options), address.ErrorLog, cancellationToken)
            .ConfigureAwait(false);
        while (DateTime.UtcNow < giveUp)
        {
            bool alive = DetachedProcess.IsAlive(processId);
            attempt = await TryConnectAsync(address, cancellationToken).ConfigureAwait(false);
            if (attempt.Session is not null || attempt.IsFinal)
                return attempt;
            if (!alive)
                return new(null, $"the host ended while it started; see {address.ErrorLog}", IsFinal: true);
            await Task.Delay(HostLimits.Poll, cancellationToken).ConfigureAwait(false);
        }

        return new(null, $"the host did not listen within {HostLimits.Start.TotalSeconds:0} s", IsFinal: true);
    }

    private static List<string> Arguments(HostAddress address, HostOptions options)
    {
        List<string> arguments = ["host", "--socket", address.Socket];
        if (options.IdleTime is { } idle)
            arguments.AddRange(["--idle", idle.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);
        return arguments;
    }
}
