using System.Runtime.CompilerServices;
using Graft.Protocol;

namespace Graft;

/// <summary>A placed section: the smallest thing that becomes Ready. Guarded by the agent's lock.</summary>
/// <param name="Tables">The tables of the commit that it came with.</param>
/// <param name="Number">Its number in them.</param>
internal readonly record struct Node(CommitTables Tables, int Number) : ICommitItem<Node>
{
    /// <summary>The unit that it belongs to, or belonged to last.</summary>
    public ref LoadedUnit Unit => ref Record.Unit;

    /// <summary>The commit that it came with.</summary>
    public long Generation => Tables.Generation;

    /// <summary>The table's <see cref="SymbolTable.Version"/> that the addresses in it are of.</summary>
    public long LinkedAt => Tables.LinkedAt;

    /// <summary>The memory that it lies in.</summary>
    public LoadedSlab? Slab => Tables.Slab;

    /// <summary>How many states that an undo or a redo could restore contain it.</summary>
    public ref int ImageCount => ref Record.ImageCount;

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
    public Node? Frames => Record.Frames == NodeRecord.NoFrames ? null : new(Tables, Record.Frames);

    /// <summary>Whether nobody knows which unwind records are its own.</summary>
    public bool HasUnknownFrames => Record.HasUnknownFrames;

    /// <summary>The last <see cref="UnchangedCode"/> pass that found that its bytes still mean the same.</summary>
    public ref long SoundIn => ref Record.SoundIn;

    /// <summary>The last such pass that found the contrary.</summary>
    public ref long UnsoundIn => ref Record.UnsoundIn;

    /// <summary>Emitted, then Ready or Failed.</summary>
    public ref SymbolState State => ref Tables.States[Number];

    /// <summary>The definitions that lie in it.</summary>
    public CommitItems<Definition> Defines =>
        new(Tables, null, Tables.FirstDefinitions[Number], Tables.FirstDefinitions[Number + 1] - Tables.FirstDefinitions[Number]);

    /// <summary>The nodes that it refers to directly.</summary>
    public CommitItems<Node> NeedsNodes => Tables.NeedsNodes.ItemsOf<Node>(Tables, Number);

    /// <summary>The symbols that it refers to.</summary>
    public CommitItems<Symbol> NeedsSymbols => Tables.NeedsSymbols.ItemsOf<Symbol>(Tables, Number);

    /// <summary>Whether one of its definitions is an indirect function, to be asked for its target before the node is Ready.</summary>
    public ref bool HasIndirectFunctions => ref Record.HasIndirectFunctions;

    /// <summary>How many of its fields are not filled yet.</summary>
    public ref int OpenFixups => ref Record.OpenFixups;

    /// <summary>The thread that prepares it at this moment - asks indirect functions, runs its unit's initialisers - and may call it already; 0 if none.</summary>
    public ref int InitialisingThread => ref Record.InitialisingThread;

    /// <summary>Its number while <see cref="Readiness"/> looks at it; otherwise without meaning.</summary>
    public ref int Vertex => ref Tables.Vertices[Number];

    private ref NodeRecord Record
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Tables.Nodes[Number];
    }

    /// <summary>Whether it is the same.</summary>
    public bool Equals(Node other) => ReferenceEquals(Tables, other.Tables) && Number == other.Number;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Tables), Number);

    /// <inheritdoc/>
    public static Node Of(CommitTables tables, int number) => new(tables, number);
}

/// <summary>What is known of a section besides its state and what it defines and needs: see the properties of <see cref="Node"/>.</summary>
/// <param name="unit">The unit that it came with.</param>
internal struct NodeRecord(LoadedUnit unit)
{
    /// <summary>The <see cref="Frames"/> of a section without any that are known.</summary>
    public const int NoFrames = -1;

    public LoadedUnit Unit = unit;
    public long SoundIn;
    public long UnsoundIn;
    public int Frames = NoFrames;
    public int ImageCount;
    public int OpenFixups;
    public int InitialisingThread;
    public bool HasUnknownFrames;
    public bool HasIndirectFunctions;
}
