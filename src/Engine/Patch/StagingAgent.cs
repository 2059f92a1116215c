using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>A session whose links are laid by instead of being committed, so that the linker need not know of transactions.</summary>
/// <param name="agent">The session; whoever made it disposes it.</param>
internal sealed class StagingAgent(IStagingAgent agent) : IAgent
{
    // What became of a link is known when all are committed.
    private static readonly CommitReply NotYet = new(0, 0, 0, [], []);

    /// <summary>How many links were laid by.</summary>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public ModuleState OpenModule(string module) => agent.OpenModule(module);

    /// <inheritdoc/>
    public bool IsElsewhere => agent.IsElsewhere;

    /// <inheritdoc/>
    public ISpareWork? SpareWork
    {
        get => agent.SpareWork;
        set => agent.SpareWork = value;
    }

    /// <inheritdoc/>
    public void Define(ResolveRequest request) => agent.Define(request);

    /// <inheritdoc/>
    public ResolveReply Resolve(ResolveRequest request) => agent.Resolve(request);

    /// <inheritdoc/>
    public ISlab Reserve(SlabSize size) => agent.Reserve(size);

    /// <inheritdoc/>
    public CommitReply Commit(CommitRequest request)
    {
        agent.Stage(request);
        Count++;
        return NotYet;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
