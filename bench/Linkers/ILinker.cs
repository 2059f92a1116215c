namespace Graft.Bench.Linkers;

/// <summary>How one link went.</summary>
/// <param name="Seconds">A time for each of the linker's <see cref="ILinker.Figures"/>; empty if it failed.</param>
/// <param name="Failure">Why there are no times.</param>
/// <param name="Over">After how many seconds it was ended, if it took too long.</param>
internal sealed record LinkRun(double[] Seconds, string? Failure = null, double? Over = null)
{
    /// <summary>A run that was ended because it took too long.</summary>
    public static LinkRun Ended(TimeSpan limit) => new([], $"over {limit.TotalSeconds:0} s", limit.TotalSeconds);
}

/// <summary>A linker with one set of objects to link, as often as it is asked to.</summary>
internal interface ILinker
{
    /// <summary>What one run of it measures: one time, or a part and the whole.</summary>
    IReadOnlyList<string> Figures { get; }

    /// <summary>Links once.</summary>
    LinkRun Run(TimeSpan limit);

    /// <summary>The most memory a link takes, in bytes; null if that cannot be told.</summary>
    long? MeasurePeakMemory();
}
