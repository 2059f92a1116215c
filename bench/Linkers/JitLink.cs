using System.Globalization;
using Graft.Bench.Sets;

namespace Graft.Bench.Linkers;

/// <summary>
/// llvm-jitlink, which links only what its entry reaches: it gets the set's entry, or an object that refers to every global
/// symbol, so that it has the same work to do. In process it does not run the code; out of process it refuses not to, and runs a
/// function that returns at once.
/// </summary>
internal sealed class JitLink : ILinker
{
    private const string Entry = "graft_bench_entry";

    private readonly Tools _tools;
    private readonly string[] _arguments;

    private JitLink(Tools tools, string name, string[] arguments)
    {
        _tools = tools;
        _arguments = arguments;
        Figures = [$"{name}, link phase", $"{name}, whole process"];
    }

    public IReadOnlyList<string> Figures { get; }

    /// <summary>Linking into its own process.</summary>
    public static JitLink InProcess(Tools tools, ObjectSet set, string folder) =>
        new(tools, "llvm-jitlink", ["-noexec", $"-entry={Entry}", MakeEntry(tools, set, folder), .. set.Files]);

    /// <summary>Linking into an executor's process, through shared memory.</summary>
    public static JitLink OutOfProcess(Tools tools, ObjectSet set, string folder) =>
        new(tools, "llvm-jitlink to another process",
            ["-oop-executor=" + tools.JitLinkExecutor, "-use-memmgr=shared", $"-entry={Entry}", MakeEntry(tools, set, folder), .. set.Files]);

    public LinkRun Run(TimeSpan limit)
    {
        var run = ToolProcess.Run(_tools.JitLink!, ["-show-times", .. _arguments], limit);
        return run.ExitCode switch
        {
            0 => new([LinkPhase(run.Output), run.Seconds]),
            null => LinkRun.Ended(limit),
            _ => new([], run.Output.Trim()),
        };
    }

    public long? MeasurePeakMemory() => PeakMemory.Of(_tools.JitLink!, _arguments);

    /// <summary>Its own figure for adding and linking the objects.</summary>
    private static double LinkPhase(string report)
    {
        const string Marker = "Total Execution Time:";
        int end = report.IndexOf(" wall clock", report.IndexOf(Marker, StringComparison.Ordinal), StringComparison.Ordinal);
        int start = report.LastIndexOf('(', end) + 1;
        return double.Parse(report.AsSpan(start, end - start), CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the object that reaches everything; the function refers to the list, or it might run before all is linked.</summary>
    private static string MakeEntry(Tools tools, ObjectSet set, string folder)
    {
        string path = Path.Combine(folder, "entry.o");
        if (File.Exists(path))
            return path;
        string source = Path.Combine(folder, "entry.s");
        using (var output = new StreamWriter(source))
        {
            output.Write($".text\n.globl {Entry}\n.type {Entry},@function\n{Entry}:\nleaq roots(%rip),%rax\nxorl %eax,%eax\nretq\n.data\nroots:\n");
            foreach (string name in set.Entry is { } entry ? [entry] : GlobalSymbols(tools, set))
                output.Write($".quad {name}\n");
        }

        ToolProcess.Require(tools.Assembler, ["-filetype=obj", "-triple=x86_64-linux-gnu", source, "-o", path]);
        return path;
    }

    private static IEnumerable<string> GlobalSymbols(Tools tools, ObjectSet set) =>
        ToolProcess.Require(tools.Names, ["--defined-only", "--extern-only", "--just-symbol-name", .. set.Files])
            .Split('\n').Where(line => line.Length > 0 && !line.EndsWith(':')).Distinct();
}
