using Graft.Protocol;

namespace Graft.Dummy;

/// <summary>A session of an engine that stops for ever between the two phases: all is written and laid by, nothing takes effect.</summary>
internal sealed class HaltingAgent(AgentConnection agent) : IAgent
{
    public ModuleState OpenModule(string module) => agent.OpenModule(module);

    public ResolveReply Resolve(ResolveRequest request) => agent.Resolve(request);

    public ISlab Reserve(SlabSize size) => agent.Reserve(size);

    public CommitReply Commit(CommitRequest request)
    {
        agent.Stage(request);
        Console.WriteLine("staged");
        Thread.Sleep(Timeout.Infinite);
        throw new InvalidOperationException("it was to be killed");
    }

    public void Dispose() => agent.Dispose();
}
