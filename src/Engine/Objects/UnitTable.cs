using System.Collections;

namespace Graft.Engine.Objects;

/// <summary>A unit's sections or symbols: a stretch of an array that other units may share.</summary>
/// <typeparam name="T">The elements.</typeparam>
public readonly struct UnitTable<T> : IReadOnlyList<T>
{
    private readonly T[] _items;
    private readonly int _start;

    /// <summary>Takes a stretch of an array, without a copy.</summary>
    internal UnitTable(ArraySegment<T> items) => (_items, _start, Length) = (items.Array!, items.Offset, items.Count);

    /// <summary>How many elements there are.</summary>
    public int Length { get; }

    int IReadOnlyCollection<T>.Count => Length;

    /// <summary>An element, where it lies.</summary>
    public ref readonly T this[int index] => ref AsSpan()[index];

    T IReadOnlyList<T>.this[int index] => this[index];

    /// <summary>All elements, where they lie.</summary>
    public ReadOnlySpan<T> AsSpan() => new(_items, _start, Length);

    /// <summary>All elements in turn.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();
}
