using System.Collections;

namespace Graft;

/// <summary>
/// Some symbols in a fixed order, nearly always one: that one needs no array. Immutable.
/// </summary>
internal readonly struct GroupedSymbols : IReadOnlyList<Symbol>
{
    // A symbol, an array of several, or null.
    private readonly object? _symbols;

    private GroupedSymbols(object? symbols) => _symbols = symbols;

    /// <inheritdoc/>
    public int Count => _symbols is Symbol[] several ? several.Length : _symbols is null ? 0 : 1;

    /// <inheritdoc/>
    public Symbol this[int index] => _symbols is Symbol[] several ? several[index] : (Symbol)_symbols!;

    /// <summary>The same symbols and another one behind them.</summary>
    public GroupedSymbols With(Symbol symbol) => Count == 0 ? new(symbol) : new((Symbol[])[.. this, symbol]);

    /// <summary>The same symbols without one.</summary>
    public GroupedSymbols Without(Symbol symbol)
    {
        if (_symbols is not Symbol[] several)
            return _symbols == symbol ? default : this;
        var rest = Array.FindAll(several, other => other != symbol);
        return rest.Length == 1 ? new(rest[0]) : new(rest);
    }

    /// <summary>The symbols in turn.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<Symbol> IEnumerable<Symbol>.GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<Symbol>)this).GetEnumerator();

    /// <summary>Goes through the symbols without an object of its own.</summary>
    public struct Enumerator(GroupedSymbols list)
    {
        private readonly int _count = list.Count;
        private int _index = -1;

        /// <summary>The symbol that it has come to.</summary>
        public readonly Symbol Current => list[_index];

        /// <summary>Goes on; false at the end.</summary>
        public bool MoveNext() => ++_index < _count;
    }
}
