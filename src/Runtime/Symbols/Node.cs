using Graft.Protocol;

namespace Graft;

/// <summary>A placed section: the smallest thing that becomes Ready. Guarded by the agent's lock.</summary>
/// <param name="unit">The unit that it came with.</param>
/// <param name="generation">The commit that it came with.</param>
internal sealed class Node(LoadedUnit unit, long generation)
{
    /// <summary>The unit that it came with.</summary>
    public LoadedUnit Unit { get; } = unit;

    /// <summary>The commit that it came with.</summary>
    public long Generation { get; } = generation;

    /// <summary>Emitted, then Ready or Failed.</summary>
    public SymbolState State { get; set; } = SymbolState.Emitted;

    /// <summary>The definitions that lie in it.</summary>
    public List<Definition> Defines { get; } = [];

    /// <summary>The nodes that it refers to directly.</summary>
    public Node[] NeedsNodes { get; set; } = [];

    /// <summary>The symbols that it refers to.</summary>
    public Symbol[] NeedsSymbols { get; set; } = [];

    /// <summary>How many of its fields are not filled yet.</summary>
    public int OpenFixups { get; set; }

    /// <summary>The thread that runs its unit's initialisers at this moment, which may call it already; 0 if none.</summary>
    public int InitialisingThread { get; set; }

    /// <summary>Its number while <see cref="Readiness"/> looks at it; otherwise without meaning.</summary>
    public int Index { get; set; } = -1;
}
