namespace Graft.Engine.Link;

/// <summary>An entry of the GOT by which code reaches a thread-local variable.</summary>
/// <param name="Symbol">Id of the variable; <see cref="ThreadLocalGot.NoSymbol"/> for the place that offsets count from.</param>
/// <param name="Formula">What uses the entry, and so what it holds.</param>
/// <param name="Offset">Where it is in the thread-local part of the GOT.</param>
internal readonly record struct ThreadLocalEntry(int Symbol, Formula Formula, ulong Offset);

/// <summary>The part of the GOT that thread-local variables need: pairs of words, descriptors, distances. Few links have any.</summary>
internal sealed class ThreadLocalGot
{
    /// <summary>Stands for the place that the offsets of local-dynamic code count from: where the GOT begins.</summary>
    public const int NoSymbol = -1;

    private const ulong WordSize = 8;

    private readonly Dictionary<(int Symbol, Formula Formula), int> _numbers = [];
    private readonly List<ThreadLocalEntry> _entries = [];

    /// <summary>The entries, in their order.</summary>
    public IReadOnlyList<ThreadLocalEntry> Entries => _entries;

    /// <summary>Bytes of all entries.</summary>
    public ulong Size { get; private set; }

    /// <summary>Where they begin in the read-only region, once laid out.</summary>
    public ulong Start { get; set; }

    /// <summary>Adds the entries that references to a symbol need.</summary>
    public void Add(int symbol, References references)
    {
        if ((references & References.ThreadLocal) == 0)
            return;
        if ((references & References.ThreadLocalPair) != 0)
            Add(symbol, Formula.ThreadLocalPair, 2 * WordSize);
        if ((references & References.ThreadLocalBase) != 0)
            Add(NoSymbol, Formula.ThreadLocalBase, 2 * WordSize);
        if ((references & References.ThreadLocalDescriptor) != 0)
            Add(symbol, Formula.ThreadLocalDescriptor, 2 * WordSize);
        if ((references & References.ThreadPointerEntry) != 0)
            Add(symbol, Formula.ThreadPointerEntry, WordSize);
    }

    /// <summary>The number of an entry that is needed.</summary>
    public int NumberOf(int symbol, Formula formula) =>
        _numbers[(formula == Formula.ThreadLocalBase ? NoSymbol : symbol, formula)];

    private void Add(int symbol, Formula formula, ulong size)
    {
        if (!_numbers.TryAdd((symbol, formula), _entries.Count))
            return;
        _entries.Add(new(symbol, formula, Size));
        Size += size;
    }
}
