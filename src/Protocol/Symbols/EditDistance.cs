namespace Graft.Protocol;

/// <summary>
/// Counts how many letters must be inserted, removed, replaced or swapped with their neighbour to make one name of another:
/// the optimal string alignment distance, as far as it is small.
/// </summary>
internal static class EditDistance
{
    /// <summary>Longer differences are none of a typing error.</summary>
    private const int LongestDifference = 64;

    /// <summary>The distance of two names; more than <paramref name="bound"/>, whatever it is, if it exceeds that.</summary>
    public static int Within(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int bound)
    {
        if (Math.Abs(left.Length - right.Length) > bound)
            return bound + 1;
        int same = left.CommonPrefixLength(right);
        left = left[same..];
        right = right[same..];
        while (left.Length > 0 && right.Length > 0 && left[^1] == right[^1])
        {
            left = left[..^1];
            right = right[..^1];
        }

        if (left.IsEmpty || right.IsEmpty)
            return left.Length + right.Length;
        return left.Length > LongestDifference || right.Length > LongestDifference ? bound + 1 : Count(left, right, bound);
    }

    private static int Count(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int bound)
    {
        Span<int> before = stackalloc int[LongestDifference + 1], last = stackalloc int[LongestDifference + 1];
        Span<int> row = stackalloc int[LongestDifference + 1];
        for (int j = 0; j <= right.Length; j++)
            last[j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replace = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                int edits = Math.Min(replace, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    edits = Math.Min(edits, before[j - 2] + 1);
                row[j] = edits;
                least = Math.Min(least, edits);
            }

            if (least > bound)
                return bound + 1;
            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[right.Length];
    }
}
