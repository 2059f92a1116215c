using Graft.Protocol;

namespace Graft;

/// <summary>
/// The slots and stubs of an arena: which are taken, and where each leads. Stubs are written a page at a time, when the
/// first of the page is taken. Not thread-safe, except that a slot may be called through at any moment.
/// </summary>
/// <param name="arena">The arena.</param>
/// <param name="commonTrap">Address of the trap that calls through empty slots reach.</param>
internal sealed class SlotTable(Arena arena, ulong commonTrap)
{
    private const int StubsPerPage = (int)PageAllocator.PageSize / ArenaLayout.StubSize;

    private readonly ArenaLayout _layout = arena.Layout;
    private readonly Stack<int> _free = [];
    private int _next;
    private int _written;

    /// <summary>How many slots are taken.</summary>
    public int Used => _next - _free.Count;

    /// <summary>Takes a slot that leads to the trap; -1 if all are taken.</summary>
    public int Allocate()
    {
        if (_free.TryPop(out int index))
            return index;
        if (_next == _layout.SlotCount)
            return -1;
        if (_next == _written)
            WritePage();
        return _next++;
    }

    /// <summary>Gives a slot back that nothing refers to any more.</summary>
    public void Free(int index)
    {
        Reset(index);
        _free.Push(index);
    }

    /// <summary>The address of the stub that jumps through a slot.</summary>
    public ulong StubOf(int index) => _layout.Stubs.Start + ((ulong)index * ArenaLayout.StubSize);

    /// <summary>The slot of the stub that an address lies in; -1 if it lies in none.</summary>
    public int SlotOf(ulong address) =>
        _layout.Stubs.Contains(address) ? (int)((address - _layout.Stubs.Start) / ArenaLayout.StubSize) : -1;

    /// <summary>Leads a slot to a function.</summary>
    public void Set(int index, ulong target) => arena.SetSlot(index, target);

    /// <summary>Leads a slot to the trap.</summary>
    public void Reset(int index) => arena.SetSlot(index, StubOf(index) + StubX64.TrapEntryOffset);

    private void WritePage()
    {
        Span<byte> page = stackalloc byte[(int)PageAllocator.PageSize];
        int count = Math.Min(StubsPerPage, _layout.SlotCount - _written);
        for (int i = 0; i < count; i++)
        {
            int index = _written + i;
            ulong slot = _layout.Slots.Start + ((ulong)index * ArenaLayout.SlotSize);
            StubX64.Write(page[(i * ArenaLayout.StubSize)..], StubOf(index), index, slot, commonTrap);
            Reset(index);
        }

        arena.Write(StubOf(_written), page[..(count * ArenaLayout.StubSize)]);
        _written += count;
    }
}
