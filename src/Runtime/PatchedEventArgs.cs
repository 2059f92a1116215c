using Graft.Protocol;

namespace Graft;

/// <summary>Tells of a commit.</summary>
/// <param name="commit">What it did.</param>
public sealed class PatchedEventArgs(GenerationRecord commit) : EventArgs
{
    /// <summary>What it did.</summary>
    public GenerationRecord Commit { get; } = commit;
}
