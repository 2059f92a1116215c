using Graft.Protocol;

namespace Graft;

/// <summary>Tells of a call that cannot go on.</summary>
/// <param name="diagnostic">What is missing.</param>
public sealed class LateBindingFailedEventArgs(Diagnostic diagnostic) : EventArgs
{
    /// <summary>GRAFT4008: names symbol, caller and what is missing.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;
}
