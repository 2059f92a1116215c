using Graft.Protocol;

namespace Graft.Tests.Patch;

/// <summary>A session that passes everything on to another; tests override what is to be different.</summary>
internal class PassingAgent(IAgent agent) : IAgent
{
    public bool TakesLateDigests => agent.TakesLateDigests;

    public ModuleState OpenModule(string module) => agent.OpenModule(module);

    public bool IsElsewhere => agent.IsElsewhere;

    public virtual ISpareWork? SpareWork
    {
        get => agent.SpareWork;
        set => agent.SpareWork = value;
    }

    public virtual void Define(ResolveRequest request) => agent.Define(request);

    public virtual ResolveReply Resolve(ResolveRequest request) => agent.Resolve(request);

    public ISlab Reserve(SlabSize size) => agent.Reserve(size);

    public virtual CommitReply Commit(CommitRequest request) => agent.Commit(request);

    public virtual void SetDigests(FlatList<ulong> digests) => agent.SetDigests(digests);

    public void Dispose() => agent.Dispose();
}
