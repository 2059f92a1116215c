using System.Collections;
using System.Runtime.CompilerServices;

namespace Graft.Protocol;

/// <summary>
/// A list that lies in one array, which may be longer and may be used again by the next message: what a message of a
/// hundred thousand elements is made of without an object for each. Compares by the array, not by content.
/// </summary>
/// <typeparam name="T">The elements.</typeparam>
[CollectionBuilder(typeof(FlatList), nameof(FlatList.Create))]
public readonly struct FlatList<T> : IReadOnlyList<T>
{
    private readonly T[]? _items;

    /// <summary>Takes the beginning of an array, without a copy.</summary>
    public FlatList(T[] items, int count)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)items.Length, nameof(count));
        _items = items;
        Count = count;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>An element, where it lies.</summary>
    public ref readonly T this[int index] => ref AsSpan()[index];

    T IReadOnlyList<T>.this[int index] => this[index];

    /// <summary>All elements, where they lie.</summary>
    public ReadOnlySpan<T> AsSpan() => new(_items, 0, Count);

    /// <summary>All elements, where they lie.</summary>
    public ReadOnlyMemory<T> AsMemory() => new(_items, 0, Count);

    /// <summary>All elements in turn.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();
}

/// <summary>Makes flat lists.</summary>
public static class FlatList
{
    /// <summary>A list of copies.</summary>
    public static FlatList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray(), items.Length);

    /// <summary>A list of the elements of a sequence.</summary>
    public static FlatList<T> ToFlatList<T>(this IEnumerable<T> items)
    {
        T[] all = [.. items];
        return new(all, all.Length);
    }
}
