namespace Graft.Protocol;

/// <summary>What callers may see of a commit while it takes effect.</summary>
public enum ConsistencyLevel : byte
{
    /// <summary>Each call gets the old or the new code; different calls at the same moment may get different ones.</summary>
    Immediate,

    /// <summary>All or nothing: every registered thread stands at a sync point meanwhile.</summary>
    Synced,
}

/// <summary>How a commit takes effect.</summary>
/// <param name="Consistency">What callers may see of it.</param>
/// <param name="SyncLimit">How long a synced commit waits for threads to arrive at their sync points.</param>
public readonly record struct CommitTerms(ConsistencyLevel Consistency, TimeSpan SyncLimit)
{
    /// <summary>How long is waited if nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultSyncLimit = TimeSpan.FromSeconds(5);

    /// <summary>The longest limit: an answer must come within <see cref="AgentLimits.Reply"/>.</summary>
    public static readonly TimeSpan GreatestSyncLimit = TimeSpan.FromSeconds(30);

    /// <summary>At once.</summary>
    public static CommitTerms Immediate { get; } = new(ConsistencyLevel.Immediate, TimeSpan.Zero);
}
