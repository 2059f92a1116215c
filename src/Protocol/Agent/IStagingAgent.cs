namespace Graft.Protocol;

/// <summary>
/// A session that can commit several links as one: each is laid by (<see cref="Stage"/>) instead of being committed, then all take effect
/// together. What is laid by is invisible, and given back with the session.
/// </summary>
public interface IStagingAgent : IAgent
{
    /// <summary>Checks the link and lays it by, to be committed with others of this session; the session can begin the next.</summary>
    /// <exception cref="GraftException">Another session changed the module since <see cref="IAgent.Resolve"/>; it collides with one that was laid by.</exception>
    void Stage(CommitRequest request);

    /// <summary>Makes all links that were laid by part of the runtime, as one generation: all or none.</summary>
    /// <returns>What became of each, in the order in which they were laid by.</returns>
    /// <exception cref="GraftException">
    /// The runtime has changed since; a thread did not come to its sync point; the program objected. None is laid by any more.
    /// </exception>
    IReadOnlyList<CommitReply> CommitStaged(CommitTerms terms);

    /// <summary>Gives back all that this session has not committed.</summary>
    void Abandon();
}
