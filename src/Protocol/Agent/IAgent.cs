namespace Graft.Protocol;

/// <summary>
/// A session with the agent of one runtime: the one writer of its symbol table. A link is
/// <see cref="OpenModule"/> -> perhaps <see cref="Define"/> -> <see cref="Resolve"/> -> <see cref="Reserve"/> -> write the slab in place ->
/// <see cref="Commit"/>. Nothing is visible before the commit; disposing the session, or dying, gives everything
/// uncommitted back. One link at a time per session; not thread-safe. All calls answer within
/// <see cref="AgentLimits.Reply"/> or throw <see cref="GraftException"/> with a diagnostic.
/// </summary>
public interface IAgent : IDisposable
{
    /// <summary>What the runtime holds of a module now.</summary>
    ModuleState OpenModule(string module);

    /// <summary>Whether it works in another process, and so beside the caller.</summary>
    bool IsElsewhere => false;

    /// <summary>
    /// What the caller does, on its own thread, while it waits for answers; null for nothing. Only an agent that is elsewhere takes it up.
    /// </summary>
    ISpareWork? SpareWork
    {
        get => null;
        set { }
    }

    /// <summary>
    /// Tells what <see cref="Resolve"/> will ask for, but for its wants, and does not wait: an agent that is elsewhere works on the definitions while the caller
    /// finds out what it wants. What there is to object to them is told by <see cref="Resolve"/>.
    /// </summary>
    /// <param name="request">The request; its definitions stay as they are until it is resolved.</param>
    void Define(ResolveRequest request)
    {
    }

    /// <summary>Binds definitions and wants to addresses and stubs, as far as they are known.</summary>
    /// <exception cref="GraftException">A duplicate strong definition; live data would change its size.</exception>
    ResolveReply Resolve(ResolveRequest request);

    /// <summary>Grants room in the arena for the link that <see cref="Resolve"/> began.</summary>
    /// <exception cref="GraftException">The arena is full.</exception>
    ISlab Reserve(SlabSize size);

    /// <summary>Whether digests may come after the commit (<see cref="SetDigests"/>).</summary>
    bool TakesLateDigests => false;

    /// <summary>Makes the slab part of the runtime: all or nothing.</summary>
    /// <exception cref="GraftException">Another session changed the module since <see cref="Resolve"/>.</exception>
    CommitReply Commit(CommitRequest request);

    /// <summary>
    /// Gives the digests of the definitions of the last commit, if that said that they follow (<see cref="CommitRequest.DigestsFollow"/>): they are for the next link
    /// of the module. Until then, and for ever if the session ends before, all of it counts as changed.
    /// </summary>
    void SetDigests(FlatList<ulong> digests) => throw new NotSupportedException();
}
