using System.Text.Json;
using Graft.Bench.Linkers;
using Graft.Bench.Measuring;

namespace Graft.Bench.Report;

/// <summary>Writes results for programs to read, and the plot.</summary>
internal static class LinkReport
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Writes <c>link.json</c> and <c>link-over-n.svg</c>.</summary>
    public static void Write(BenchmarkOptions options, Tools tools, IReadOnlyList<CaseResult> results)
    {
        Directory.CreateDirectory(options.Output);
        string json = Path.Combine(options.Output, "link.json"), plot = Path.Combine(options.Output, "link-over-n.svg");
        File.WriteAllText(json, JsonSerializer.Serialize(Describe(options, tools, results), Indented));
        Console.WriteLine($"\nAll figures: {json}");

        var panels = results.Where(static result => result.Shape is not null).GroupBy(static result => result.Shape!.Name).Select(ToPanel).ToList();
        if (panels.Count == 0)
            return;
        File.WriteAllText(plot, ScalingPlot.Draw("Time to link one object of N functions", panels));
        Console.WriteLine($"Plot: {plot}");
    }

    private static object Describe(BenchmarkOptions options, Tools tools, IReadOnlyList<CaseResult> results) => new
    {
        Date = DateTime.UtcNow.ToString("yyyy-MM-dd", null),
        Cores = Environment.ProcessorCount,
        LlvmVersion = options.Llvm,
        NotInstalled = tools.Missing(),
        options.IsQuick,
        Cases = results.Select(static result => new
        {
            result.Set.Name,
            Shape = result.Shape?.Name,
            Functions = result.Shape is null ? (int?)null : result.Functions,
            Objects = result.Set.Files.Count,
            result.Set.Bytes,
            result.Set.Relocations,
            HostGrowth = result.Memory?.Growth,
            HostArena = result.Memory?.Arena,
            Figures = result.Figures.Select(figure => new
            {
                figure.Linker,
                figure.Failure,
                MedianSeconds = figure.Median,
                LeastSeconds = figure.Least,
                Runs = figure.Seconds.Count,
                BytesPerSecond = result.Set.Bytes / figure.Median,
                RelocationsPerSecond = result.Set.Relocations / figure.Median,
                figure.PeakMemory,
                GraftTimeToIts = result.Figures[0].Median / figure.Median,
            }),
        }),
    };

    private static PlotPanel ToPanel(IGrouping<string, CaseResult> shape)
    {
        var figures = (from result in shape
                       from figure in result.Figures
                       where figure.IsTelling
                       select (result.Functions, figure)).ToList();
        var lines = from pair in figures
                    group pair by pair.figure.Linker into line
                    select new PlotLine(line.Key,
                        [.. from point in line where point.figure.Median is not null select (point.Functions, point.figure.Median!.Value)],
                        [.. from point in line where point.figure.Over is not null select (point.Functions, point.figure.Over!.Value)]);
        return new(shape.Key, [.. lines]);
    }
}
