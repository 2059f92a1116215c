namespace Graft.Engine.Host;

/// <summary>The one client of a private engine: the process that started it, over the standard streams.</summary>
internal sealed class StdioListener : IHostListener
{
    private HostConnection? _client;

    private StdioListener(HostConnection client) => _client = client;

    /// <summary>Takes the standard streams; what else is printed goes nowhere, since it would garble the protocol.</summary>
    public static StdioListener Listen()
    {
        var listener = new StdioListener(new(Console.OpenStandardInput(), Console.OpenStandardOutput()));
        Console.SetOut(TextWriter.Null);
        return listener;
    }

    /// <inheritdoc/>
    public Task<HostConnection?> AcceptAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Interlocked.Exchange(ref _client, null));

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();
}
