namespace Graft.Bench.Calls;

/// <summary>A program that times itself, once through Graft and once linked natively from the same objects.</summary>
/// <param name="Name">Program, workload and build.</param>
/// <param name="Objects">Its objects.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Limit">What Graft's time may be of the native one.</param>
internal sealed record ProgramCase(string Name, IReadOnlyList<string> Objects, IReadOnlyList<string> Arguments, double Limit)
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    /// <summary>Runs it through Graft, in a process of its own.</summary>
    /// <returns>The seconds that it says it took.</returns>
    public double RunThroughGraft() =>
        Run(Environment.ProcessPath!, [typeof(ProgramCase).Assembly.Location, "exec", .. Objects, "--", .. Arguments]);

    /// <summary>Links it with ld.lld to a dynamic executable: calls of its own functions are direct, of libraries through the PLT.</summary>
    /// <param name="clang">Drives the linker.</param>
    /// <param name="program">Where to.</param>
    public void LinkNatively(string clang, string program) =>
        ToolProcess.Require(clang, ["-fuse-ld=lld", .. Objects, "-o", program, "-lm", "-ldl", "-lpthread"]);

    /// <summary>Runs a native program with its arguments.</summary>
    /// <returns>The seconds that it says it took.</returns>
    public double RunNatively(string program) => Run(program, Arguments);

    private double Run(string program, IEnumerable<string> arguments)
    {
        var run = ToolProcess.Run(program, arguments, LongestRun);
        return run.ExitCode == 0 && SelfTime.Find(run.Output) is { } seconds
            ? seconds
            : throw new InvalidOperationException($"{Name} failed: {run.Output}");
    }
}
