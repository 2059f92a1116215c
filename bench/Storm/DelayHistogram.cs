using System.Diagnostics;
using System.Numerics;

namespace Graft.Bench.Storm;

/// <summary>Counts times in steps of an eighth of their power of two: a percentile is right within 12 %.</summary>
internal sealed class DelayHistogram
{
    private const int StepBits = 3;

    private readonly long[] _counts = new long[64 << StepBits];

    /// <summary>How many there are.</summary>
    public long Count => _counts.Sum();

    /// <summary>Adds a time in ticks of <see cref="Stopwatch"/>.</summary>
    public void Add(long ticks)
    {
        int power = BitOperations.Log2((ulong)ticks | 1);
        int step = power <= StepBits ? 0 : (int)(ticks >> (power - StepBits)) & ((1 << StepBits) - 1);
        _counts[(power << StepBits) + step]++;
    }

    /// <summary>Adds all of another one.</summary>
    public void Add(DelayHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
    }

    /// <summary>The time in nanoseconds that a part of all stays below.</summary>
    public double Percentile(double part)
    {
        long wanted = (long)Math.Ceiling(Count * part), seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
                return UpperBound(i) * 1e9 / Stopwatch.Frequency;
        }

        return 0;
    }

    private static double UpperBound(int index)
    {
        int power = index >> StepBits, step = index & ((1 << StepBits) - 1);
        return Math.Pow(2, power) * (1 + (step + 1.0) / (1 << StepBits));
    }
}
