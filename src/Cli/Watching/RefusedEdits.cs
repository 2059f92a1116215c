using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>Which refusals are about what is alive, so that a fresh runtime would take the edit.</summary>
internal static class RefusedEdits
{
    private static readonly string[] Codes =
        [DiagnosticCatalog.DataTypeChanged.Code, DiagnosticCatalog.LinkOrderChanged.Code, DiagnosticCatalog.ArenaFull.Code];

    /// <summary>Whether a restart would help.</summary>
    public static bool CanBeCured(LoadModuleResult result)
    {
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        return errors.Count > 0 && errors.TrueForAll(error => Codes.Contains(error.Code));
    }
}
