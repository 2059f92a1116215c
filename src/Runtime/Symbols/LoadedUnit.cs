using Graft.Protocol;

namespace Graft;

/// <summary>A unit of a module, in one generation. Guarded by the agent's lock.</summary>
/// <param name="module">Its module's name.</param>
/// <param name="state">Its name and digest.</param>
/// <param name="record">Its initialisers and frames.</param>
internal sealed class LoadedUnit(string module, UnitState state, UnitRecord record)
{
    /// <summary>Its module's name.</summary>
    public string Module { get; } = module;

    /// <summary>Its name.</summary>
    public string Name { get; } = state.Name;

    /// <summary>Digest of its object.</summary>
    public UInt128 Digest { get; } = state.Digest;

    /// <summary>Its initialisers and frames.</summary>
    public UnitRecord Record { get; } = record;

    /// <summary>Its place among its module's units, in the order in which they first came.</summary>
    public int Position { get; init; }

    /// <summary>The commit that brought it.</summary>
    public long Generation { get; init; }

    /// <summary>Its initialisers.</summary>
    public NumberedTable Initialisers { get; init; } = new(record.InitArray, record.InitCount, []);

    /// <summary>Its finalisers.</summary>
    public NumberedTable Finalisers { get; init; } = new(record.FiniArray, record.FiniCount, []);

    /// <summary>Whether a newer generation took its place, or its module dropped it.</summary>
    public bool IsDetached { get; set; }

    /// <summary>
    /// Whether initialisers are still to be run. Only a unit that is new to its module runs them: a patch meets
    /// data that is alive, and running them again would reset it.
    /// </summary>
    public bool HasInitialisersToRun { get; set; }

    /// <summary>Number of its vertex while <see cref="Readiness"/> looks at it, or -1; otherwise without meaning.</summary>
    public int Vertex { get; set; }

    /// <summary>What it defines now.</summary>
    public List<Definition> Definitions { get; init; } = [];

    /// <summary>Symbols whose definition by this unit gave way to another unit's.</summary>
    public List<Symbol> Yields { get; } = [];

    /// <summary>Whether the next load must link it anew: a definition that it gave way to is gone.</summary>
    public bool IsStale { get; set; }

    /// <summary>What it wants of others.</summary>
    public List<Symbol> Wants { get; } = [];

    /// <summary>Those of them that its code may have been linked without, as null; null for none.</summary>
    public HashSet<Symbol>? WeakWants { get; set; }

    /// <summary>Its sections: those that came with this generation, and those of older ones that stay.</summary>
    public List<Node> Nodes { get; } = [];

    /// <summary>Notes a weak want.</summary>
    public void AddWeakWant(Symbol symbol) => (WeakWants ??= []).Add(symbol);

    /// <summary>Notes the weak wants of the unit whose place it takes: code of that may stay.</summary>
    public void AddWeakWants(LoadedUnit old)
    {
        foreach (var symbol in old.WeakWants ?? [])
            AddWeakWant(symbol);
    }

    /// <summary>All that it refers to, weakly too; with repetitions.</summary>
    public IEnumerable<Symbol> Uses => Nodes.SelectMany(node => node.NeedsSymbols).Concat(Wants);
}
