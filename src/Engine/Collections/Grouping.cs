using System.Buffers;
using System.Runtime.CompilerServices;

namespace Graft.Engine.Collections;

/// <summary>
/// Items of numbered groups, those of one group side by side in one array: what a list for each group would hold, without
/// the lists. First all items are counted, then added in the same order. The arrays come from a pool: dispose it once.
/// </summary>
/// <typeparam name="T">The items; they must not hold references, which the pool would keep alive.</typeparam>
internal struct Grouping<T> : IDisposable
    where T : unmanaged
{
    private readonly int _groups;
    private readonly int[] _ends; // counts, then where the next item of a group goes, in the end where the group ends
    private T[] _items = [];

    /// <summary>Begins to count.</summary>
    public Grouping(int groups)
    {
        _groups = groups;
        _ends = Pooled.RentZeroed<int>(groups);
    }

    /// <summary>Announces items of a group.</summary>
    public readonly void Count(int group, int items = 1) => _ends[group] += items;

    /// <summary>Ends the counting: items may be added now.</summary>
    public void Allot()
    {
        int total = 0;
        foreach (ref int end in _ends.AsSpan(0, _groups))
            (end, total) = (total, total + end);
        _items = ArrayPool<T>.Shared.Rent(total);
    }

    /// <summary>Adds an item that was announced.</summary>
    public readonly void Add(int group, T item) => _items[_ends[group]++] = item;

    /// <summary>Where a group begins among all items, once all were added.</summary>
    public readonly int StartOf(int group) => group == 0 ? 0 : _ends[group - 1];

    /// <summary>How many items there are in all groups.</summary>
    public readonly int Total => StartOf(_groups);

    /// <summary>The items of a group in the order in which they were added.</summary>
    public readonly Span<T> this[int group]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            int start = StartOf(group);
            return _items.AsSpan(start, _ends[group] - start);
        }
    }

    /// <inheritdoc/>
    public readonly void Dispose()
    {
        Pooled.Return(_ends);
        Pooled.Return(_items);
    }
}
