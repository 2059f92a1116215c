using Graft.Protocol;

namespace Graft.Client;

/// <summary>Asks for a module to be loaded into a runtime, or for what changed of it to be patched.</summary>
/// <param name="Runtime">Name of the runtime.</param>
/// <param name="Module">Name of the module.</param>
/// <param name="Inputs">Its objects and archives: the module's whole content.</param>
public sealed record LoadModuleRequest(string Runtime, string Module, IReadOnlyList<string> Inputs)
{
    /// <summary>Whether sections that nothing needs are left out; see docs/linking.md, "Archives and unused sections".</summary>
    public bool GcSections { get; init; }

    /// <summary>Whether archives give all their members, not only those that something needs. Archives alone always do.</summary>
    public bool WholeArchives { get; init; }

    /// <summary>
    /// The modules that are searched for what this one wants, after itself and before the process; null for all, or for the order that
    /// it was loaded with. See docs/linking.md, "Unloading and link order".
    /// </summary>
    public IReadOnlyList<string>? LinkOrder { get; init; }

    /// <summary>What callers may see of it while it takes effect.</summary>
    public ConsistencyLevel Consistency { get; init; }

    /// <summary>How long a synced load waits for threads to come to their sync points, in seconds, to 30. 5.</summary>
    public double SyncLimit { get; init; } = CommitTerms.DefaultSyncLimit.TotalSeconds;

    /// <summary>What the objects were made from, in their order, so that messages name places in sources; may be empty.</summary>
    public IReadOnlyList<UnitSource> Sources { get; init; } = [];

    /// <summary>How many errors of the link are told, the others are counted; 0 for all. 20.</summary>
    public int ErrorLimit { get; init; } = 20;
}

/// <summary>What a load did.</summary>
/// <param name="Diagnostics">All that there is to say; an error means that the runtime is as it was.</param>
/// <param name="Generation">The generation that it made; the current one if nothing changed.</param>
/// <param name="Added">Functions that the runtime did not have.</param>
/// <param name="Patched">Functions whose code changed.</param>
/// <param name="DataKept">Data that kept address and value.</param>
/// <param name="Ready">Symbols of the load that are Ready.</param>
/// <param name="Waiting">Symbols that wait for others.</param>
/// <param name="Missing">Symbols that nobody defines yet.</param>
/// <param name="Milliseconds">From the first byte read to Ready.</param>
public sealed record LoadModuleResult(
    IReadOnlyList<Diagnostic> Diagnostics, long Generation, int Added, int Patched, int DataKept,
    int Ready, int Waiting, IReadOnlyList<MissingSymbol> Missing, double Milliseconds)
{
    /// <summary>What callers could see of it while it took effect.</summary>
    public ConsistencyLevel Consistency { get; init; }

    /// <summary>
    /// What became of each edit of a module that was loaded already. All that are inert or refused; of those that are applied the first
    /// hundred, the numbers count all.
    /// </summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    /// <summary>Whether all that failed is that what is alive does not allow the edit.</summary>
    public bool IsRefused => !Succeeded && Diagnostics.All(d => d.Severity < DiagnosticSeverity.Error || d.Verdict == VerdictKind.Refused);

    /// <summary>Whether the runtime has the module's new content.</summary>
    public bool Succeeded => !Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
}
