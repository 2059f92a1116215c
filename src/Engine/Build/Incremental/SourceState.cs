namespace Graft.Engine.Build;

/// <summary>What a host remembers of a source between two builds.</summary>
/// <param name="Snapshot">The source as it was built.</param>
/// <param name="Spare">Memory for the next text: two take turns, so that an edit of a large text allocates nothing.</param>
internal sealed record SourceState(SourceSnapshot Snapshot, byte[] Spare)
{
    /// <summary>About how many bytes it keeps in memory; the object is taken apart, and as it was written.</summary>
    public long Weight => Snapshot.Module.Text.Length + Spare.Length + (8L * Snapshot.Fragments.Sum(fragment => fragment.Mentions.Length)) + (6L << 20);
}
