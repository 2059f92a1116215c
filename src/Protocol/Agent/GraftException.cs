namespace Graft.Protocol;

/// <summary>
/// A request that was refused, with the diagnostics that say why. The one exception that API users of a runtime see;
/// engine and tools turn it back into diagnostics at their edge.
/// </summary>
public sealed class GraftException : Exception
{
    /// <summary>Refuses with one diagnostic.</summary>
    public GraftException(Diagnostic diagnostic)
        : this([diagnostic])
    {
    }

    /// <summary>Refuses with several diagnostics, at least one.</summary>
    public GraftException(IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics)) => Diagnostics = diagnostics;

    /// <summary>Why, at least one.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
