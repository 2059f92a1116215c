using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Pages of a region: never handed out twice, whole again once all are back.</summary>
public sealed class PageAllocatorSpecs
{
    private static readonly AddressRange Region = new(0x10000, 64 * PageAllocator.PageSize);

    [Fact]
    public void Sizes_are_rounded_up_to_pages_and_zero_takes_nothing()
    {
        var pages = new PageAllocator(Region);
        Assert.Equal(PageAllocator.PageSize, pages.Allocate(1, 1)!.Value.Size);
        Assert.Equal(0UL, pages.Allocate(0, 1)!.Value.Size);
        Assert.Equal(63 * PageAllocator.PageSize, pages.FreeBytes);
    }

    [Fact]
    public void Alignment_is_of_the_address()
    {
        var pages = new PageAllocator(Region);
        pages.Allocate(1, 1);
        Assert.Equal(0x20000UL, pages.Allocate(1, 0x20000)!.Value.Start);
        Assert.Equal(0x11000UL, pages.Allocate(1, 1)!.Value.Start);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(1_000_000)]
    public void What_does_not_fit_is_refused_and_takes_nothing(ulong count)
    {
        var pages = new PageAllocator(Region);
        Assert.Null(pages.Allocate(count * PageAllocator.PageSize, 1));
        Assert.Null(pages.Allocate(ulong.MaxValue, 1));
        Assert.Equal(Region.Size, pages.FreeBytes);
    }

    [Fact]
    public void Random_use_never_overlaps_and_leaves_one_whole_region()
    {
        var random = new Random(20);
        var pages = new PageAllocator(Region);
        var taken = new List<AddressRange>();
        for (int i = 0; i < 5000; i++)
        {
            if (random.Next(2) == 0 && pages.Allocate((ulong)random.Next(1, 40_000), 1UL << random.Next(0, 15)) is { } range)
            {
                Assert.DoesNotContain(taken, other => other.Start < range.End && range.Start < other.End);
                taken.Add(range);
            }
            else if (taken.Count > 0)
            {
                int index = random.Next(taken.Count);
                pages.Free(taken[index]);
                taken.RemoveAt(index);
            }
        }

        taken.ForEach(pages.Free);
        Assert.Equal(Region, pages.Allocate(Region.Size, 1));
    }
}
