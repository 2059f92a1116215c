using Graft.Protocol;

namespace Graft;

/// <summary>A session with an agent of this very process: what <see cref="AgentSession"/> is for others, without a socket.</summary>
/// <param name="agent">The agent.</param>
internal sealed class LocalAgent(RuntimeAgent agent) : IAgent
{
    private PendingLink? _link;

    /// <inheritdoc/>
    public ModuleState OpenModule(string module) => agent.OpenModule(module);

    /// <inheritdoc/>
    public ResolveReply Resolve(ResolveRequest request)
    {
        Dispose();
        (_link, var reply) = agent.Resolve(request, "the program");
        return reply;
    }

    /// <inheritdoc/>
    public ISlab Reserve(SlabSize size) => new Slab(agent.Memory, agent.Layout.Base, agent.Reserve(Current, size));

    /// <inheritdoc/>
    public CommitReply Commit(CommitRequest request)
    {
        var reply = agent.Commit(Current, request);
        _link = null;
        return reply;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_link is not null)
            agent.Abandon(_link);
        _link = null;
    }

    private PendingLink Current => _link ?? throw new InvalidOperationException("no link was begun");
}
