namespace Graft;

/// <summary>All symbols of one name in one scope: more than one only where signatures differ.</summary>
/// <param name="key">The name and where it holds.</param>
internal sealed class SymbolGroup(SymbolKey key)
{
    /// <summary>The name and where it holds.</summary>
    public SymbolKey Key { get; } = key;

    /// <summary>Its place among all groups, in the order in which they came.</summary>
    public int Number { get; set; }

    /// <summary>The symbols, oldest first: nearly always one.</summary>
    public GroupedSymbols Symbols { get; private set; }

    /// <summary>Adds a symbol.</summary>
    public void Add(Symbol symbol) => Symbols = Symbols.With(symbol);

    /// <summary>Removes a symbol.</summary>
    public void Remove(Symbol symbol) => Symbols = Symbols.Without(symbol);

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
}
