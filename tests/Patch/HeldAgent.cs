using Graft.Protocol;

namespace Graft.Tests.Patch;

/// <summary>A session in which something else happens between all that a link does and its commit.</summary>
internal sealed class HeldAgent(IAgent agent, Action beforeCommit) : PassingAgent(agent)
{
    public override CommitReply Commit(CommitRequest request)
    {
        beforeCommit();
        return base.Commit(request);
    }
}
