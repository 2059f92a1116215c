using Graft.Engine.Build;
using Graft.Engine.Source;
using Graft.Tests.Compile;

namespace Graft.Tests.Incremental;

/// <summary>What is read is compared with the text before: what both are said to have in common they have, and nothing is counted twice.</summary>
public sealed class SourceTextSpecs
{
    // Chunks that are read at once, and places around their borders.
    private const int Chunk = 64 * 1024;
    private static readonly int[] Lengths = [0, 1, 1000, Chunk - 1, Chunk, Chunk + 1, (3 * Chunk) + 77, 140 * Chunk];

    [Fact]
    public void Common_ends_are_those_of_any_edit()
    {
        using var folder = new TestFolder();
        var random = new Random(1);
        foreach (int length in Lengths)
        {
            byte[] old = new byte[length];
            random.NextBytes(old);
            for (int i = 0; i < 12; i++)
                Check(folder.File("text"), old, Edit(old, random, i % 2 == 0 ? 0 : random.Next(2 * Chunk), i % 3 == 0 ? 0 : random.Next(2 * Chunk)));
        }
    }

    [Theory]
    [InlineData(2 * Chunk, 5 * Chunk)]
    [InlineData(5 * Chunk, 2 * Chunk)]
    [InlineData((2 * Chunk) + 5, (2 * Chunk) + 6)]
    public void Text_that_repeats_itself_is_counted_once(int before, int after)
    {
        using var folder = new TestFolder();
        Check(folder.File("text"), new byte[before], new byte[after]);
    }

    [Fact]
    public void Without_a_text_before_nothing_is_common()
    {
        using var folder = new TestFolder();
        Check(folder.File("text"), [], new byte[3 * Chunk]);
    }

    private static byte[] Edit(byte[] old, Random random, int removed, int added)
    {
        int place = random.Next(old.Length + 1);
        byte[] between = new byte[added];
        random.NextBytes(between);
        return [.. old[..place], .. between, .. old[Math.Min(old.Length, place + removed)..]];
    }

    private static void Check(string path, byte[] old, byte[] now)
    {
        File.WriteAllBytes(path, now);
        byte[] memory = [];
        var text = SourceText.Read(path, old, ref memory, out var common);
        Assert.True(text.Span.SequenceEqual(now));
        AreCommon(common, old, now);
        var all = common.Extend(old, now);
        AreCommon(all, old, now);
        var whole = CommonEnds.Of(old, now);
        Assert.Equal(whole.Prefix + whole.Suffix, all.Prefix + all.Suffix); // In a text that repeats itself the border may lie elsewhere.

        // Nearly all is found while it is read.
        Assert.InRange(all.Prefix - common.Prefix, 0, Math.Max(Chunk, 2 * Math.Abs(old.Length - now.Length)));
    }

    private static void AreCommon(CommonEnds common, byte[] old, byte[] now)
    {
        Assert.InRange(common.Prefix + common.Suffix, 0, Math.Min(old.Length, now.Length));
        Assert.True(old.AsSpan(0, common.Prefix).SequenceEqual(now.AsSpan(0, common.Prefix)));
        Assert.True(old.AsSpan(old.Length - common.Suffix).SequenceEqual(now.AsSpan(now.Length - common.Suffix)));
    }
}
