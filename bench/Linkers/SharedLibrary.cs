using Graft.Bench.Sets;

namespace Graft.Bench.Linkers;

/// <summary>A static linker that makes a shared library, which a running process then opens.</summary>
internal sealed class SharedLibrary(string name, string tool, ObjectSet set, string folder, RuntimeServer server) : ILinker
{
    private int _count;

    public IReadOnlyList<string> Figures { get; } = [$"{name} -shared", $"{name} -shared + dlopen"];

    public LinkRun Run(TimeSpan limit)
    {
        // A new name each time: a library that is open already would not be opened again.
        string output = Path.Combine(folder, $"{name}{_count++}.so");
        try
        {
            var run = ToolProcess.Run(tool, Arguments(output), limit);
            return run.ExitCode switch
            {
                0 => new([run.Seconds, run.Seconds + server.Open(output)]),
                null => LinkRun.Ended(limit),
                _ => new([], run.Output.Trim()),
            };
        }
        finally
        {
            File.Delete(output);
        }
    }

    public long? MeasurePeakMemory()
    {
        string output = Path.Combine(folder, $"{name}.so");
        // mold works in a child that its parent does not wait for, unless told not to.
        string[] arguments = name == "mold" ? ["--no-fork", .. Arguments(output)] : Arguments(output);
        long? peak = PeakMemory.Of(tool, arguments);
        File.Delete(output);
        return peak;
    }

    private string[] Arguments(string output) => ["-shared", .. set.Files, "-o", output];
}
