using Graft.Protocol;

namespace Graft;

/// <summary>Grants slabs of the arena and takes them back, zeroed. Not thread-safe.</summary>
/// <param name="arena">The arena.</param>
internal sealed class SlabAllocator(Arena arena)
{
    private const ulong MaximumAlignment = 2 * 1024 * 1024;

    /// <summary>The code region.</summary>
    public PageAllocator Code { get; } = new(arena.Layout.Code);

    /// <summary>The read-only region.</summary>
    public PageAllocator ReadOnly { get; } = new(arena.Layout.ReadOnly);

    /// <summary>The data region.</summary>
    public PageAllocator Data { get; } = new(arena.Layout.Data);

    /// <summary>The thread-local region.</summary>
    public PageAllocator ThreadLocals { get; } = new(arena.Layout.ThreadLocals);

    /// <summary>Takes room in all regions, or in none.</summary>
    /// <exception cref="GraftException">GRAFT4004: a region has no room; GRAFT4013: the alignment is none.</exception>
    public SlabRanges Allocate(SlabSize size)
    {
        if (!ulong.IsPow2(size.Alignment) || size.Alignment > MaximumAlignment)
            throw new GraftException(DiagnosticCatalog.ProtocolViolation.At($"an alignment of {size.Alignment} was asked for"));
        var slab = default(SlabRanges);
        try
        {
            slab = slab with { Code = Take(Code, "code", size.Code, size.Alignment) };
            slab = slab with { ReadOnly = Take(ReadOnly, "read-only", size.ReadOnly, size.Alignment) };
            slab = slab with { Data = Take(Data, "data", size.Data, size.Alignment) };
            return slab with { ThreadLocals = Take(ThreadLocals, "thread-local", size.ThreadLocals, PageAllocator.PageSize) };
        }
        catch (GraftException)
        {
            Free(slab);
            throw;
        }
    }

    /// <summary>Gives a slab back that no code runs in and no data is used of.</summary>
    public void Free(SlabRanges slab)
    {
        Free(Code, slab.Code);
        Free(ReadOnly, slab.ReadOnly);
        Free(Data, slab.Data);
        Free(ThreadLocals, slab.ThreadLocals);
    }

    private static AddressRange Take(PageAllocator region, string name, ulong size, ulong alignment) =>
        region.Allocate(size, alignment)
        ?? throw new GraftException(DiagnosticCatalog.ArenaFull.At(
            $"the {name} region of the arena has no {size} bytes in one piece: {region.FreeBytes} of {region.Region.Size} are free; "
            + "create the runtime with a larger arena"));

    private void Free(PageAllocator region, AddressRange range)
    {
        arena.Discard(range);
        region.Free(range);
    }
}
