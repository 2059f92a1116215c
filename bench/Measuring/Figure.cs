namespace Graft.Bench.Measuring;

/// <summary>One time of one linker on one set.</summary>
/// <param name="Linker">Linker and what of it.</param>
/// <param name="Seconds">Times of all counted runs, sorted; empty if there is none.</param>
/// <param name="PeakMemory">Greatest resident size of its process in bytes, where measured.</param>
/// <param name="Failure">Why there is no time.</param>
internal sealed record Figure(string Linker, IReadOnlyList<double> Seconds, long? PeakMemory, string? Failure)
{
    /// <summary>The middle time; null if there is none.</summary>
    public double? Median => Seconds.Count > 0 ? Seconds[Seconds.Count / 2] : null;
}
