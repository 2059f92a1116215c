using System.Globalization;
using Graft.Bench.Measuring;

namespace Graft.Bench.Report;

/// <summary>Results as tables for a terminal and for a page.</summary>
internal static class MarkdownReport
{
    private const double Million = 1e6;

    /// <summary>A library: each linker's times, rates, memory, and Graft's time as a part of its.</summary>
    public static void WriteLibrary(TextWriter output, CaseResult result)
    {
        var set = result.Set;
        WriteLine(output, $"\n## {set.Name}: {set.Files.Count} objects, {set.Bytes / Million:F1} MB, {set.Relocations:N0} relocations\n");
        output.WriteLine("| linker | ms | least ms | MB/s | million relocations/s | peak MB | Graft's time / its |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        double? own = result.Figures[0].Median;
        foreach (var figure in result.Figures)
        {
            if (figure.Median is not { } time)
                WriteLine(output, $"| {figure.Linker} | {OneLine(figure.Failure)} | | | | | |");
            else
                WriteLine(output, $"| {figure.Linker} | {time * 1000:F1} | {figure.Least * 1000:F1} | {set.Bytes / time / Million:F0} | {set.Relocations / time / Million:F2} | {figure.PeakMemory / Million:F0} | {own / time:F2} |");
        }

        if (result.Memory is { } memory)
            WriteLine(output, $"\nA host grows by {memory.Growth / Million:F1} MB, {memory.Arena / Million:F1} MB of it arena: {memory.PartOfBound(set):F2} of 1.5 x objects + arena.");
    }

    /// <summary>A shape: a line for each size, a column for each linker.</summary>
    public static void WriteShape(TextWriter output, IReadOnlyList<CaseResult> results)
    {
        var linkers = results.SelectMany(result => result.Figures).Where(figure => figure.IsTelling).Select(figure => figure.Linker).Distinct().ToList();
        WriteLine(output, $"\n## One object of N functions, {results[0].Shape!.Name}: milliseconds\n");
        WriteLine(output, $"| N | relocations | {string.Join(" | ", linkers)} | host's growth, MB |");
        WriteLine(output, $"| ---: | ---: | {string.Concat(linkers.Select(_ => "---: | "))}---: |");
        foreach (var result in results)
        {
            var cells = linkers.Select(linker => Cell(result.Figures.FirstOrDefault(figure => figure.Linker == linker)));
            WriteLine(output, $"| {result.Functions} | {result.Set.Relocations} | {string.Join(" | ", cells)} | {result.Memory?.Growth / Million:F1} |");
        }
    }

    // A linker that was too slow or failed once is not tried with more.
    private static string Cell(Figure? figure) => figure switch
    {
        null => "-",
        { Median: { } time } => (time * 1000).ToString("F1", CultureInfo.InvariantCulture),
        _ => OneLine(figure.Failure),
    };

    private static string OneLine(string? text)
    {
        const int Width = 100;
        string line = (text ?? "").ReplaceLineEndings(" ").Replace('|', '/');
        return line.Length <= Width ? line : line[..Width] + "...";
    }

    private static void WriteLine(TextWriter output, FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
