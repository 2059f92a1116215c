using Graft.Protocol;

namespace Graft;

/// <summary>
/// What one commit brought, in arrays that all its sections and definitions share: a hundred thousand may come at once, and none is an
/// object of its own. <see cref="Node"/> and <see cref="Definition"/> say which of them. Guarded by the agent's lock.
/// </summary>
/// <param name="module">The commit's module; empty for the process.</param>
/// <param name="generation">The commit's number; 0 for the process.</param>
/// <param name="linkedAt">The table's <see cref="SymbolTable.Version"/> that the addresses in the sections are of.</param>
internal sealed class CommitTables(string module, long generation, long linkedAt)
{
    /// <summary>The commit's module; empty for the process.</summary>
    public string Module { get; } = module;

    /// <summary>The commit's number; 0 for the process.</summary>
    public long Generation { get; } = generation;

    /// <summary>The table's <see cref="SymbolTable.Version"/> that the addresses in the sections are of.</summary>
    public long LinkedAt { get; } = linkedAt;

    /// <summary>The memory that it was granted.</summary>
    public LoadedSlab? Slab { get; set; }

    /// <summary>Its sections.</summary>
    public required NodeRecord[] Nodes { get; init; }

    /// <summary>How far each section has come.</summary>
    public SymbolState[] States { get; init; } = [];

    /// <summary>The number of each section while <see cref="Readiness"/> looks at it; otherwise without meaning.</summary>
    public int[] Vertices { get; init; } = [];

    /// <summary>Its definitions, those of one section behind those of another.</summary>
    public required DefinitionRecord[] Definitions { get; init; }

    /// <summary>Where each section's definitions begin; one element more than sections.</summary>
    public int[] FirstDefinitions { get; init; } = [];

    /// <summary>The sections that each section refers to directly.</summary>
    public CommitEdges NeedsNodes { get; init; }

    /// <summary>The symbols that each section refers to, by their numbers in <see cref="Symbols"/>.</summary>
    public CommitEdges NeedsSymbols { get; init; }

    /// <summary>The symbols that any of its sections refers to.</summary>
    public Symbol[] Symbols { get; init; } = [];

    /// <summary>All sections.</summary>
    public CommitItems<Node> AllNodes => new(this, null, 0, Nodes.Length);
}

/// <summary>Some numbers for each section of a commit, in one array.</summary>
/// <param name="Starts">Where each section's numbers begin; one element more than sections.</param>
/// <param name="Targets">The numbers of all sections.</param>
internal readonly record struct CommitEdges(int[] Starts, int[] Targets)
{
    /// <summary>How many a section has.</summary>
    public int CountOf(int node) => Starts[node + 1] - Starts[node];

    /// <summary>Those of a section.</summary>
    public ReadOnlySpan<int> Of(int node) => Targets.AsSpan(Starts[node], CountOf(node));

    /// <summary>What those of a section stand for.</summary>
    public CommitItems<T> ItemsOf<T>(CommitTables tables, int node)
        where T : ICommitItem<T> =>
        new(tables, Targets, Starts[node], CountOf(node));
}
