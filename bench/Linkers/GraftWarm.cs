using System.Diagnostics;
using Graft.Bench.Sets;

namespace Graft.Bench.Linkers;

/// <summary>Graft in a process that has linked before, as an engine host has, into a fresh runtime of a running process.</summary>
internal sealed class GraftWarm(ObjectSet set, RuntimeServer server) : ILinker
{
    public IReadOnlyList<string> Figures { get; } = ["Graft, warm host"];

    public LinkRun Run(TimeSpan limit)
    {
        string runtime = server.Renew();
        long start = Stopwatch.GetTimestamp();
        string? failure = GraftLoad.Run(runtime, set.Files);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return failure is null ? new([seconds]) : new([], failure);
    }

    // What it adds to a host is measured on its own, see HostMemory.
    public long? MeasurePeakMemory() => null;
}
