using Graft.Client;
using StreamJsonRpc;

namespace Graft.Engine.Host;

/// <summary>
/// Accepts clients and gives each its JSON-RPC connection with the one <see cref="IEngineHost"/>, until the lifetime ends.
/// </summary>
/// <remarks>
/// What is said, in this order (C: client, H: host):
/// <code>
/// C->H  graft-host 1 VERSION PID\n     HostHandshake
/// H->C  graft-host 1 VERSION PID\n     H closes if the versions differ: C can tell why
/// C->H  JSON-RPC requests of IEngineHost, any number at once; $/cancelRequest
/// H->C  their results
/// </code>
/// </remarks>
internal sealed class HostServer(IHostListener listener, IEngineHost engine, HostLifetime lifetime, string version, HostLog log)
{
    // A client has its answer before it closes; one that does not close is only idle.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    // Compiling one input may take two minutes and a load one; a request that takes longer than this is stuck.
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(10);

    private readonly HashSet<Task> _clients = [];

    /// <summary>Serves until the lifetime ends and the running requests have finished.</summary>
    public async Task RunAsync()
    {
        await AcceptAllAsync().ConfigureAwait(false);
        listener.Dispose();
        log.Write("leaving");
        await WithinAsync(lifetime.Drained, Drain).ConfigureAwait(false);
        await WithinAsync(Task.WhenAll(_clients), Farewell).ConfigureAwait(false);
    }

    private static Task<Task> WithinAsync(Task task, TimeSpan limit) => Task.WhenAny(task, Task.Delay(limit));

    private async Task AcceptAllAsync()
    {
        try
        {
            while (await listener.AcceptAsync(lifetime.Stopping).ConfigureAwait(false) is { } connection)
            {
                _clients.RemoveWhere(client => client.IsCompleted);
                _clients.Add(ServeAsync(connection));
            }

            // No others will come: leave with the last one.
            await Task.WhenAll(_clients).ConfigureAwait(false);
            lifetime.Retire();
        }
        catch (OperationCanceledException)
        {
            // The lifetime has ended.
        }
    }

    private async Task ServeAsync(HostConnection connection)
    {
        using (connection)
        {
            try
            {
                if (!await GreetAsync(connection).ConfigureAwait(false))
                    return;
                using var rpc = HostTransport.Create(connection.Sending, connection.Receiving);
                rpc.CancelLocallyInvokedMethodsWhenConnectionIsClosed = true;
                rpc.AddLocalRpcTarget(engine, null);
                rpc.StartListening();
                await rpc.Completion.ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ConnectionLostException or OperationCanceledException or BadRpcHeaderException)
            {
                log.Write($"a client was lost: {e.Message}");
            }
        }
    }

    private async Task<bool> GreetAsync(HostConnection connection)
    {
        using var limit = new CancellationTokenSource(HostLimits.Connect);
        await HostHandshake.SendAsync(connection.Sending, version, limit.Token).ConfigureAwait(false);
        var client = await HostHandshake.ReceiveAsync(connection.Receiving, limit.Token).ConfigureAwait(false);
        if (client?.Version == version)
            return true;
        log.Write($"a client was refused: {client?.ToString() ?? "it does not speak this protocol"}");
        return false;
    }
}
