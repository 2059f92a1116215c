using System.Buffers;
using System.Runtime.CompilerServices;
using Graft.Protocol;

namespace Graft.Engine.Collections;

/// <summary>A growing list whose array comes from a pool: dispose it once, and use nothing that it gave afterwards.</summary>
/// <typeparam name="T">The elements.</typeparam>
internal sealed class PooledList<T> : IDisposable
{
    private const int FirstCapacity = 64;

    private T[] _items = [];

    /// <summary>How many elements there are.</summary>
    public int Count { get; private set; }

    /// <summary>An element, where it lies until the next is added.</summary>
    public ref T this[int index] => ref AsSpan()[index];

    /// <summary>All elements, where they lie until the next is added.</summary>
    public Span<T> AsSpan() => _items.AsSpan(0, Count);

    /// <summary>All elements, where they lie until the next is added.</summary>
    public FlatList<T> AsFlatList() => new(_items, Count);

    /// <summary>Makes room for so many elements in all: growing would leave smaller arrays behind.</summary>
    public void Reserve(int count)
    {
        if (count > _items.Length)
            Grow(count);
    }

    /// <summary>Adds an element.</summary>
    public void Add(in T item)
    {
        if (Count == _items.Length)
            Grow(Count + 1);
        _items[Count++] = item;
    }

    /// <summary>Adds elements.</summary>
    public void AddRange(ReadOnlySpan<T> items)
    {
        if (items.Length > _items.Length - Count)
            Grow(Count + items.Length);
        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    /// <summary>Adds elements of any content, for the caller to overwrite.</summary>
    public void Allot(int count)
    {
        if (count > _items.Length - Count)
            Grow(Count + count);
        Count += count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release(_items);
        (_items, Count) = ([], 0);
    }

    private void Grow(int least)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(Math.Max(FirstCapacity, least), 2 * Count));
        AsSpan().CopyTo(larger);
        Release(_items);
        _items = larger;
    }

    // Only what was used refers to anything: of the rest no page need be touched.
    private void Release(T[] items)
    {
        if (items.Length == 0)
            return;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            items.AsSpan(0, Count).Clear();
        ArrayPool<T>.Shared.Return(items);
    }
}
