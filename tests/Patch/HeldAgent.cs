using Graft.Protocol;

namespace Graft.Tests.Patch;

/// <summary>A session in which something else happens between all that a link does and its commit.</summary>
internal sealed class HeldAgent(IAgent agent, Action beforeCommit) : IAgent
{
    public ModuleState OpenModule(string module) => agent.OpenModule(module);

    public ResolveReply Resolve(ResolveRequest request) => agent.Resolve(request);

    public ISlab Reserve(SlabSize size) => agent.Reserve(size);

    public CommitReply Commit(CommitRequest request)
    {
        beforeCommit();
        return agent.Commit(request);
    }

    public void Dispose() => agent.Dispose();
}
