namespace Graft.Protocol;

/// <summary>How much a <see cref="Diagnostic"/> matters.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth telling, needs no action.</summary>
    Info,

    /// <summary>Something is not as its author probably meant it; work goes on.</summary>
    Warning,

    /// <summary>What was asked for did not happen; nothing was changed.</summary>
    Error,
}
