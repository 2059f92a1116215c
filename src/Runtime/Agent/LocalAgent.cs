using Graft.Protocol;

namespace Graft;

/// <summary>A session with an agent of this very process: what <see cref="AgentSession"/> is for others, without a socket.</summary>
/// <param name="agent">The agent.</param>
internal sealed class LocalAgent(RuntimeAgent agent) : IStagingAgent
{
    private readonly List<StagedLink> _staged = [];
    private PendingLink? _link;

    /// <inheritdoc/>
    public ModuleState OpenModule(string module) => agent.OpenModule(module);

    /// <inheritdoc/>
    public ResolveReply Resolve(ResolveRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        AbandonLink();
        _link = agent.Define(request, "the program");
        try
        {
            return agent.Resolve(_link, request.Wants);
        }
        catch (GraftException)
        {
            AbandonLink();
            throw;
        }
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
    public void Stage(CommitRequest request)
    {
        var staged = new StagedLink(Current, request);
        agent.Stage(staged, _staged);
        _staged.Add(staged);
        _link = null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<CommitReply> CommitStaged(CommitTerms terms)
    {
        try
        {
            return agent.Commit(_staged, terms);
        }
        finally
        {
            Abandon(); // which leaves alone what was committed
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        AbandonLink();
        foreach (var staged in _staged)
            agent.Abandon(staged.Link);
        _staged.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Abandon();

    private PendingLink Current => _link ?? throw new InvalidOperationException("no link was begun");

    private void AbandonLink()
    {
        if (_link is not null)
            agent.Abandon(_link);
        _link = null;
    }
}
