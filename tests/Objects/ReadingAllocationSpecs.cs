using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Objects;

/// <summary>A warm engine reads units into memory that they share: a unit costs a few small objects, its sections and symbols none.</summary>
public class ReadingAllocationSpecs
{
    private const int Small = 1000, Large = 4000;

    /// <summary>What a unit may take: the unit, its tables and what reads it; and the shared memory itself, which many units have in common.</summary>
    private const long MostForUnit = 1600;

    [Fact(Timeout = 60_000)]
    public async Task What_reading_allocates_is_little_and_the_same_for_any_number_of_sections_symbols_and_relocations()
    {
        long small = Measure([await InputAsync(Small)]);
        long large = Measure([await InputAsync(Large)]);
        Assert.Equal(small, large);
        Assert.True(large < MostForUnit, $"{large} bytes for a unit of {Large} functions");
    }

    private static async Task<ObjectInput> InputAsync(int functions) => new("unit.o", await Assembler.BytesAsync(string.Concat(
        Enumerable.Range(0, functions).Select(i => $"""
            .section .text.f{i},"ax",@progbits
            .globl f{i}
            .type f{i},@function
            f{i}:
            callq f{(i + 1) % functions}@PLT
            movl state{i}(%rip),%eax
            retq
            .size f{i},.-f{i}
            .section .data.state{i},"aw",@progbits
            state{i}: .quad f{i}

            """))));

    /// <summary>What the least wasteful of some readings allocates: another test's collection may empty the pool in between.</summary>
    private static long Measure(IReadOnlyList<ObjectInput> inputs)
    {
        var diagnostics = new DiagnosticBag();
        long least = long.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using (var memory = new UnitMemory())
                Assert.Single(ObjectReader.ReadAll(inputs, diagnostics, memory));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
