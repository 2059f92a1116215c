using Graft.Protocol;

namespace Graft.Client;

/// <summary>Asks for a runtime to be given the newest state of all modules that were loaded into a runtime of some name.</summary>
/// <param name="Runtime">The runtime that is to have them.</param>
/// <param name="Source">The name that they were loaded into: its own for a runtime that was restarted, another's for a second one.</param>
public sealed record SyncRuntimeRequest(string Runtime, string Source);

/// <summary>What a sync did.</summary>
/// <param name="Diagnostics">What there is to say beside the loads.</param>
/// <param name="Modules">The loads, in the order in which the modules first came; one that failed does not keep the others.</param>
public sealed record SyncRuntimeResult(IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<SyncedModule> Modules)
{
    /// <summary>Whether the runtime has all modules' newest content.</summary>
    public bool Succeeded => !Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error) && Modules.All(module => module.Result.Succeeded);
}

/// <summary>A module's load.</summary>
/// <param name="Module">Name of the module.</param>
/// <param name="Result">What became of it.</param>
public sealed record SyncedModule(string Module, LoadModuleResult Result);
