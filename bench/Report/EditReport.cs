using Graft.Bench.Edits;

namespace Graft.Bench.Report;

/// <summary>Times of edits as a table: where they went, and what peers take.</summary>
internal sealed class EditReport(TextWriter output, int bytes, int functions)
{
    private const double BeyondLlvm = 10, PartOfPeer = 0.02, MostOfWhole = 1;

    private readonly List<EditTimes> _edits = [];
    private readonly Dictionary<string, List<double>> _peers = [];
    private readonly List<FirstBuildTimes> _firstBuilds = [];
    private EditTimes? _first;

    /// <summary>Takes the build and load of all code.</summary>
    public void AddFirst(EditTimes times) => _first = times;

    /// <summary>Takes first builds of one level.</summary>
    public void AddFirst(FirstBuildTimes times) => _firstBuilds.Add(times);

    /// <summary>Takes one edit.</summary>
    public void Add(EditTimes times) => _edits.Add(times);

    /// <summary>Takes what a peer needed for one edit, in milliseconds.</summary>
    public void AddPeer(string peer, double milliseconds)
    {
        if (!_peers.TryGetValue(peer, out var times))
            _peers.Add(peer, times = []);
        times.Add(milliseconds);
    }

    /// <summary>Prints all of it.</summary>
    public void Write()
    {
        output.WriteLine("\n## First build of all of it, against LLVM alone for the whole source\n");
        WriteLine($"| level | LLVM ms | first build ms | ratio (at most {MostOfWhole:F1}) | after an edit that renumbers all strings, ms |\n| --- | ---: | ---: | ---: | ---: |");
        foreach (var times in _firstBuilds)
            WriteLine($"| -O{times.Level} | {times.Whole:F0} | {times.First:F0} | {times.First / times.Whole:F2} | {times.Renumbered:F0} |");
        WriteLine($"\n## One function edited: {bytes / 1e6:F1} MB of IR, {functions} functions with numbers, {_edits.Count} edits\n");
        WriteLine($"First build and load, of everything: {_first!.Milliseconds:F0} ms.");
        WriteLine($"Functions patched per edit: {_edits.Average(static edit => edit.Load.Patched):F2}.\n");
        output.WriteLine("| from saved to Ready | p50 ms | p90 ms | p99 ms |\n| --- | ---: | ---: | ---: |");
        WritePhase("whole", static edit => edit.Milliseconds);
        WritePhase("beyond LLVM", static edit => edit.Milliseconds - edit.Build.Times.Llvm);
        WritePhase("read", static edit => edit.Build.Times.Read);
        WritePhase("split and digest", static edit => edit.Build.Times.Split);
        WritePhase("worker and cache", static edit => edit.Build.Times.Compile);
        WritePhase("of that LLVM", static edit => edit.Build.Times.Llvm);
        WritePhase("merge", static edit => edit.Build.Times.Merge);
        WritePhase("link and commit", static edit => edit.Load.Milliseconds);
        WritePhase("afterwards: object, archive, symbol list", static edit => edit.Files);
        WriteLine($"\n| peer, the same edits | ms | Graft's p50 / its |\n| --- | ---: | ---: |");
        double own = Percentile(static edit => edit.Milliseconds, 50);
        foreach (var (peer, times) in _peers)
            WriteLine($"| {peer} | {Middle(times):F0} | {own / Middle(times):F4} |");
    }

    private void WritePhase(string name, Func<EditTimes, double> time) =>
        WriteLine($"| {name} | {Percentile(time, 50):F2} | {Percentile(time, 90):F2} | {Percentile(time, 99):F2} |");

    private double Percentile(Func<EditTimes, double> time, int percent)
    {
        double[] sorted = [.. _edits.Select(time).Order()];
        return sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }

    private static double Middle(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private void WriteLine(FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
