using System.Diagnostics;
using System.Globalization;

namespace Graft.Bench;

/// <summary>
/// The other linkers. llvm-jitlink links only what its entry point reaches: it gets an object whose entry points to every
/// global symbol, so that it has the same work to do.
/// </summary>
internal sealed class PeerLinkers(string llvm, string folder, IReadOnlyList<string> objects)
{
    private const string Entry = "graft_bench_entry";

    private readonly string _roots = Path.Combine(folder, "roots.o");

    /// <summary>Makes the object that refers to everything.</summary>
    public void MakeRoots()
    {
        string names = Run($"llvm-nm-{llvm}", ["--defined-only", "--extern-only", "--just-symbol-name", .. objects]);
        string source = Path.Combine(folder, "roots.s");
        var symbols = names.Split('\n').Where(line => line.Length > 0 && !line.EndsWith(':')).Distinct();
        File.WriteAllText(source, $".data\n.globl {Entry}\n{Entry}:\n{string.Concat(symbols.Select(name => $".quad {name}\n"))}");
        Run($"clang-{llvm}", ["-c", source, "-o", _roots]);
    }

    /// <summary>llvm-jitlink's own figure for adding and linking the objects, in milliseconds.</summary>
    public double JitLinkPhase()
    {
        string report = Run($"llvm-jitlink-{llvm}", ["-noexec", "-show-times", $"-entry={Entry}", _roots, .. objects]);
        const string Marker = "Total Execution Time:";
        int start = report.LastIndexOf('(', report.IndexOf("wall clock", report.IndexOf(Marker, StringComparison.Ordinal), StringComparison.Ordinal)) + 1;
        return 1000 * double.Parse(report.AsSpan(start, report.IndexOf(' ', start) - start), CultureInfo.InvariantCulture);
    }

    public void JitLinkProcess() => Run($"llvm-jitlink-{llvm}", ["-noexec", $"-entry={Entry}", _roots, .. objects]);

    public void LldProcess() => Run($"ld.lld-{llvm}", ["-shared", .. objects, "-o", Path.Combine(folder, "linked.so")]);

    /// <summary>Runs a tool that has to succeed, and gives what it said.</summary>
    public static string Run(string tool, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{tool} failed: {output}");
    }
}
