namespace Graft.Client;

/// <summary>How a <see cref="HostClient"/> gets its engine. Immutable.</summary>
public sealed record HostOptions
{
    /// <summary>The engine to run; the one that belongs to this client unless said otherwise.</summary>
    public HostLocation Engine { get; init; } = HostLocation.Default;

    /// <summary>
    /// Whether to use the user's shared host, starting it if there is none. Otherwise the same engine runs as a private
    /// child of this process: same results, slower, nothing stays behind.
    /// </summary>
    public bool UseHost { get; init; } = true;

    /// <summary>The user's folder to use instead of this process's; null for <see cref="Protocol.UserFolder.Get"/>.</summary>
    public string? Home { get; init; }

    /// <summary>
    /// How long a host that is started now stays without work; null for <c>GRAFT_HOST_IDLE_SECONDS</c> or its
    /// default of ten minutes. A host that runs already keeps its own.
    /// </summary>
    public TimeSpan? IdleTime { get; init; }
}
