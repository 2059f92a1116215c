using System.Diagnostics;

namespace Graft.Client;

/// <summary>
/// An engine for this process alone: the same server, spoken to over its standard streams, gone when they close.
/// </summary>
internal static class PrivateHost
{
    /// <summary>Starts one.</summary>
    /// <exception cref="IOException">It cannot be started, or does not answer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<HostSession> StartAsync(HostOptions options, CancellationToken cancellationToken)
    {
        var start = DotnetCommand.In(options, DotnetCommand.Find());
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (string argument in (string[])[options.Engine.EngineAssembly, "host", "--stdio"])
            start.ArgumentList.Add(argument);

        string version = options.Engine.GetVersion();
        var process = ChildProcess.Start(start);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            var host = await GreetAsync(process, version, cancellationToken).ConfigureAwait(false);
            if (host is null)
            {
                process.Kill();
                string told = (await errors.ConfigureAwait(false)).Trim();
                throw new IOException($"a private engine did not answer{(told.Length > 0 ? ": " + told : "")}");
            }

            var rpc = HostTransport.Create(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
            return new(host.ProcessId, rpc, () => EndAsync(process));
        }
        catch
        {
            await EndAsync(process).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<HostHandshake?> GreetAsync(Process process, string version, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HostLimits.Start);
        try
        {
            await HostHandshake.SendAsync(process.StandardInput.BaseStream, version, limit.Token).ConfigureAwait(false);
            var host = await HostHandshake.ReceiveAsync(process.StandardOutput.BaseStream, limit.Token).ConfigureAwait(false);
            return host?.Version == version ? host : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async ValueTask EndAsync(Process process)
    {
        using (process)
        {
            using var limit = new CancellationTokenSource(HostLimits.PrivateExit);
            try
            {
                // The stream itself: the connection may have closed it, which its writer would object to.
                await process.StandardInput.BaseStream.DisposeAsync().ConfigureAwait(false);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }
}
