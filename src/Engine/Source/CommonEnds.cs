namespace Graft.Engine.Source;

/// <summary>What two texts have in common: at least so many bytes at their beginnings, and in the rests so many at their ends.</summary>
/// <param name="Prefix">Bytes at the beginnings.</param>
/// <param name="Suffix">Bytes at the ends, of none of which is part of the prefix in either text.</param>
internal readonly record struct CommonEnds(int Prefix, int Suffix)
{
    // Comparing backwards goes by blocks of this many bytes, each at the speed of memory.
    private const int Block = 64 * 1024;

    /// <summary>Compares two texts.</summary>
    public static CommonEnds Of(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => default(CommonEnds).Extend(one, other);

    /// <summary>Adds what else two texts have in common next to what is known.</summary>
    public CommonEnds Extend(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int prefix = Prefix + one[Prefix..^Suffix].CommonPrefixLength(other[Prefix..^Suffix]);
        return new(prefix, Suffix + CommonSuffixLength(one[prefix..^Suffix], other[prefix..^Suffix]));
    }

    private static int CommonSuffixLength(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int length = 0, most = Math.Min(one.Length, other.Length);
        while (most - length >= Block && one[^(length + Block)..^length].SequenceEqual(other[^(length + Block)..^length]))
            length += Block;
        while (length < most && one[^(length + 1)] == other[^(length + 1)])
            length++;
        return length;
    }
}
