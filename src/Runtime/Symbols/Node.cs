using Graft.Protocol;

namespace Graft;

/// <summary>
/// A placed section: the smallest thing that becomes Ready. What it defines and needs lies in tables that all nodes of its
/// commit share. Guarded by the agent's lock.
/// </summary>
/// <param name="unit">The unit that it came with.</param>
/// <param name="tables">The tables of the commit that it came with.</param>
/// <param name="number">Its number in them.</param>
internal sealed class Node(LoadedUnit unit, NodeTables tables, int number)
{
    /// <summary>The unit that it belongs to, or belonged to last.</summary>
    public LoadedUnit Unit { get; set; } = unit;

    /// <summary>The commit that it came with.</summary>
    public long Generation => tables.Generation;

    /// <summary>The table's <see cref="SymbolTable.Version"/> that the addresses in it are of.</summary>
    public long LinkedAt => tables.LinkedAt;

    /// <summary>The memory that it lies in.</summary>
    public LoadedSlab? Slab { get; set; }

    /// <summary>How many states that an undo or a redo could restore contain it.</summary>
    public int ImageCount { get; set; }

    /// <summary>Whether functions lie in it.</summary>
    public bool HoldsFunctions
    {
        get
        {
            foreach (var definition in Defines)
            {
                if (definition.Kind == SymbolKind.Function)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether calls lead to it, or might again: once not, never again.</summary>
    public bool IsNeeded
    {
        get
        {
            if (!Unit.IsDetached || ImageCount > 0)
                return true;
            foreach (var definition in Defines)
            {
                if (definition.Leads > 0)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The unwind records that came with it; null if none did.</summary>
    public Node? Frames { get; set; }

    /// <summary>Whether nobody knows which unwind records are its own.</summary>
    public bool HasUnknownFrames { get; set; }

    /// <summary>The last <see cref="UnchangedCode"/> pass that found that its bytes still mean the same.</summary>
    public long SoundIn { get; set; }

    /// <summary>The last such pass that found the contrary.</summary>
    public long UnsoundIn { get; set; }

    /// <summary>Emitted, then Ready or Failed.</summary>
    public SymbolState State { get; set; } = SymbolState.Emitted;

    /// <summary>The definitions that lie in it.</summary>
    public ArraySegment<Definition> Defines => tables.Defines[number];

    /// <summary>The nodes that it refers to directly.</summary>
    public ArraySegment<Node> NeedsNodes => tables.NeedsNodes[number];

    /// <summary>The symbols that it refers to.</summary>
    public ArraySegment<Symbol> NeedsSymbols => tables.NeedsSymbols[number];

    /// <summary>Whether one of its definitions is an indirect function, to be asked for its target before the node is Ready.</summary>
    public bool HasIndirectFunctions { get; set; }

    /// <summary>How many of its fields are not filled yet.</summary>
    public int OpenFixups { get; set; }

    /// <summary>The thread that prepares it at this moment - asks indirect functions, runs its unit's initialisers - and may call it already; 0 if none.</summary>
    public int InitialisingThread { get; set; }

    /// <summary>Its number while <see cref="Readiness"/> looks at it; otherwise without meaning.</summary>
    public int Index { get; set; } = -1;
}
