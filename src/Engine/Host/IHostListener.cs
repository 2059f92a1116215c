namespace Graft.Engine.Host;

/// <summary>Where clients come from. Disposing it ends that, at once: the next host may take its place.</summary>
internal interface IHostListener : IDisposable
{
    /// <summary>Waits for the next client; null if there will be none any more.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Task<HostConnection?> AcceptAsync(CancellationToken cancellationToken);
}

/// <summary>A client's bytes.</summary>
/// <param name="Receiving">What it sends.</param>
/// <param name="Sending">What it gets; the same stream for a socket.</param>
internal sealed record HostConnection(Stream Receiving, Stream Sending) : IDisposable
{
    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        Receiving.Dispose();
        Sending.Dispose();
    }
}
