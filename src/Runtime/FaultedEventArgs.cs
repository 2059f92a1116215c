using Graft.Protocol;

namespace Graft;

/// <summary>Tells of a fault in module code.</summary>
/// <param name="fault">What happened, and what became of it.</param>
public sealed class FaultedEventArgs(FaultRecord fault) : EventArgs
{
    /// <summary>What happened, and what became of it.</summary>
    public FaultRecord Fault { get; } = fault;
}
