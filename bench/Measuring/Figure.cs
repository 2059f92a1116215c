namespace Graft.Bench.Measuring;

/// <summary>One time of one linker on one set.</summary>
/// <param name="Linker">Linker and what of it.</param>
/// <param name="Seconds">Times of all counted runs, sorted; empty if there is none.</param>
/// <param name="PeakMemory">Greatest resident size of its process in bytes, where measured.</param>
/// <param name="Failure">Why there is no time.</param>
/// <param name="Over">After how many seconds it was ended, if it took too long.</param>
internal sealed record Figure(string Linker, IReadOnlyList<double> Seconds, long? PeakMemory, string? Failure, double? Over)
{
    /// <summary>
    /// Whether tables and plots of many sizes show it: of each linker the time until the code is in a process that may run it, with
    /// its own process's start and end only where it has to have one.
    /// </summary>
    public bool IsTelling => Linker is not ("llvm-jitlink, whole process" or "llvm-jitlink to another process, link phase")
        && !Linker.EndsWith(" -shared", StringComparison.Ordinal);

    /// <summary>The middle time; null if there is none.</summary>
    public double? Median => Seconds.Count > 0 ? Seconds[Seconds.Count / 2] : null;

    /// <summary>The least time: what the work takes when the machine has nothing else to do.</summary>
    public double? Least => Seconds.Count > 0 ? Seconds[0] : null;
}
