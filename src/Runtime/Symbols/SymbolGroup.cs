namespace Graft;

/// <summary>All symbols of one name in one scope: more than one only where signatures differ.</summary>
/// <param name="key">The name and where it holds.</param>
internal sealed class SymbolGroup(SymbolKey key)
{
    /// <summary>The name and where it holds.</summary>
    public SymbolKey Key { get; } = key;

    /// <summary>The symbols, oldest first.</summary>
    public List<Symbol> Symbols { get; } = [];

    /// <summary>The newest definition of any of them.</summary>
    public Definition? Newest
    {
        get
        {
            Definition? newest = null;
            foreach (var symbol in Symbols)
            {
                if (symbol.Newest is { } definition && (newest is null || definition.Generation >= newest.Generation))
                    newest = definition;
            }

            return newest;
        }
    }
}
