namespace Graft;

/// <summary>
/// A list that is no object until it has an element. A mutable struct: keep it in a field and add to it there; a copy sees the
/// elements that are there, and can remove them.
/// </summary>
/// <typeparam name="T">The elements.</typeparam>
internal struct LazyList<T>
{
    private static readonly List<T> Nothing = [];

    private List<T>? _items;

    /// <summary>How many elements there are.</summary>
    public readonly int Count => _items?.Count ?? 0;

    private readonly List<T> Items => _items ?? Nothing;

    /// <summary>An element.</summary>
    public T this[int index]
    {
        readonly get => Items[index];
        set => Items[index] = value;
    }

    /// <summary>Adds an element.</summary>
    public void Add(T item) => (_items ??= []).Add(item);

    /// <summary>Removes an element if it is there.</summary>
    public readonly void Remove(T item) => _items?.Remove(item);

    /// <summary>Removes the elements that meet a condition.</summary>
    public readonly void RemoveAll(Predicate<T> match) => _items?.RemoveAll(match);

    /// <summary>Removes all elements.</summary>
    public readonly void Clear() => _items?.Clear();

    /// <summary>Whether an element meets a condition.</summary>
    public readonly bool Exists(Predicate<T> match) => Items.Exists(match);

    /// <summary>Whether all elements meet a condition.</summary>
    public readonly bool TrueForAll(Predicate<T> match) => Items.TrueForAll(match);

    /// <summary>Index of the first element that meets a condition; -1 if none does.</summary>
    public readonly int FindIndex(Predicate<T> match) => Items.FindIndex(match);

    /// <summary>The elements in turn.</summary>
    public readonly List<T>.Enumerator GetEnumerator() => Items.GetEnumerator();
}
