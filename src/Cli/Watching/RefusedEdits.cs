using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>Which refusals are about what is alive, so that a fresh runtime would take the edit.</summary>
internal static class RefusedEdits
{
    // No edits, but a fresh runtime knows nothing of the old order, and has room.
    private static readonly string[] AlsoCured = [DiagnosticCatalog.LinkOrderChanged.Code, DiagnosticCatalog.ArenaFull.Code];

    /// <summary>Whether a restart would help.</summary>
    public static bool CanBeCured(LoadModuleResult result) => !result.Succeeded && result.Diagnostics.All(diagnostic =>
        diagnostic.Severity < DiagnosticSeverity.Error || diagnostic.Verdict == VerdictKind.Refused || AlsoCured.Contains(diagnostic.Code));
}
