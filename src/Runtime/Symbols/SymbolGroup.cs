using System.Runtime.CompilerServices;
namespace Graft;

/// <summary>All symbols of one name in one scope: more than one only where signatures differ. Guarded by the agent's lock.</summary>
/// <param name="Block">The block that its record lies in.</param>
/// <param name="Index">Its index there.</param>
internal readonly record struct SymbolGroup(SymbolGroupRecord[] Block, int Index)
{
    /// <summary>The name and where it holds.</summary>
    public SymbolKey Key => Record.Key;

    /// <summary>Its place among all groups, in the order in which they came.</summary>
    public ref int Number => ref Record.Number;

    /// <summary>The symbols, oldest first: nearly always one.</summary>
    public GroupedSymbols Symbols => Record.Symbols;

    /// <summary>The newest definition of any of them.</summary>
    public Definition? Newest
    {
        get
        {
            Definition? newest = null;
            foreach (var symbol in Symbols)
            {
                if (symbol.Newest is { } definition && (newest is null || !newest.Value.Outranks(definition)))
                    newest = definition;
            }

            return newest;
        }
    }

    private ref SymbolGroupRecord Record
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Block[Index];
    }

    /// <summary>Whether it is the same.</summary>
    public bool Equals(SymbolGroup other) => ReferenceEquals(Block, other.Block) && Index == other.Index;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Block), Index);

    /// <summary>Whether it has a key.</summary>
    public bool Has(in SymbolKey key) => Record.Key.Equals(key);

    /// <summary>Adds a symbol.</summary>
    public void Add(Symbol symbol) => Record.Symbols = Symbols.With(symbol);

    /// <summary>Removes a symbol.</summary>
    public void Remove(Symbol symbol) => Record.Symbols = Symbols.Without(symbol);
}

/// <summary>What is known of a group: see the properties of <see cref="SymbolGroup"/>.</summary>
internal struct SymbolGroupRecord
{
    public required SymbolKey Key;
    public GroupedSymbols Symbols;
    public int Number;
}
