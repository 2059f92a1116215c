using Graft.Bench.Sets;

namespace Graft.Bench.Linkers;

/// <summary>Graft as a process that starts, links once into a fresh runtime of a running process, and ends.</summary>
internal sealed class GraftCold(ObjectSet set, RuntimeServer server) : ILinker
{
    /// <summary>What that process does.</summary>
    public static int Serve(string runtime, string[] files)
    {
        if (GraftLoad.Run(runtime, files) is not { } failure)
            return 0;
        Console.Error.WriteLine(failure);
        return 1;
    }

    public IReadOnlyList<string> Figures { get; } = ["Graft, whole process"];

    public LinkRun Run(TimeSpan limit)
    {
        var run = ToolProcess.Run(Environment.ProcessPath!, Arguments(), limit);
        return run.ExitCode switch
        {
            0 => new([run.Seconds]),
            null => LinkRun.Ended(limit),
            _ => new([], run.Output.Trim()),
        };
    }

    public long? MeasurePeakMemory() => PeakMemory.Of(Environment.ProcessPath!, Arguments());

    private string[] Arguments() => [typeof(GraftCold).Assembly.Location, "load", server.Renew(), .. set.Files];
}
