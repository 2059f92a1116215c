using Graft.Protocol;

namespace Graft;

/// <summary>
/// Hands out whole pages of one region: first fit over free ranges that are kept sorted and merged. Not thread-safe.
/// </summary>
/// <param name="region">The region, aligned to pages.</param>
internal sealed class PageAllocator(AddressRange region)
{
    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = 4096;

    private readonly List<AddressRange> _free = [region];

    /// <summary>The whole region.</summary>
    public AddressRange Region { get; } = region;

    /// <summary>Bytes that are free, in however many pieces.</summary>
    public ulong FreeBytes { get; private set; } = region.Size;

    /// <summary>Takes pages; null if no free range is long enough. Zero bytes are an empty range.</summary>
    /// <param name="size">Bytes; rounded up to whole pages.</param>
    /// <param name="alignment">A power of two; at least a page is taken.</param>
    public AddressRange? Allocate(ulong size, ulong alignment)
    {
        if (size == 0)
            return new(Region.Start, 0);
        if (size > Region.Size)
            return null;
        size = Align(size, PageSize);
        alignment = Math.Max(alignment, PageSize);
        for (int i = 0; i < _free.Count; i++)
        {
            var free = _free[i];
            ulong start = Align(free.Start, alignment);
            if (start - free.Start <= free.Size && size <= free.End - start)
            {
                Take(i, new(start, size));
                return new(start, size);
            }
        }

        return null;
    }

    /// <summary>Gives back what <see cref="Allocate"/> gave.</summary>
    public void Free(AddressRange range)
    {
        if (range.Size == 0)
            return;
        FreeBytes += range.Size;
        int next = IndexAfter(range.Start);
        if (next < _free.Count && _free[next].Start == range.End)
        {
            range = new(range.Start, range.Size + _free[next].Size);
            _free.RemoveAt(next);
        }

        if (next > 0 && _free[next - 1].End == range.Start)
            _free[next - 1] = new(_free[next - 1].Start, _free[next - 1].Size + range.Size);
        else
            _free.Insert(next, range);
    }

    private void Take(int index, AddressRange taken)
    {
        var free = _free[index];
        FreeBytes -= taken.Size;
        _free.RemoveAt(index);
        if (taken.End < free.End)
            _free.Insert(index, new(taken.End, free.End - taken.End));
        if (free.Start < taken.Start)
            _free.Insert(index, new(free.Start, taken.Start - free.Start));
    }

    // Index of the first free range behind an address.
    private int IndexAfter(ulong address)
    {
        int low = 0;
        int high = _free.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_free[middle].Start < address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static ulong Align(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
