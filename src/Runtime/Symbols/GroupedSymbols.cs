using System.Collections;

namespace Graft;

/// <summary>
/// Some symbols in a fixed order, nearly always one: that one needs no array. Immutable.
/// </summary>
internal readonly struct GroupedSymbols : IReadOnlyList<Symbol>
{
    // The default stands for none.
    private readonly Symbol _first;
    private readonly Symbol[]? _others;

    private GroupedSymbols(Symbol first, Symbol[]? others) => (_first, _others) = (first, others);

    /// <inheritdoc/>
    public int Count => _first.OrNull is null ? 0 : 1 + (_others?.Length ?? 0);

    /// <inheritdoc/>
    public Symbol this[int index] => index == 0 ? _first : _others![index - 1];

    /// <summary>The same symbols and another one behind them.</summary>
    public GroupedSymbols With(Symbol symbol) => Count == 0 ? new(symbol, null) : new(_first, [.. _others ?? [], symbol]);

    /// <summary>The same symbols without one.</summary>
    public GroupedSymbols Without(Symbol symbol)
    {
        var rest = default(GroupedSymbols);
        foreach (var other in this)
        {
            if (other != symbol)
                rest = rest.With(other);
        }

        return rest;
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
