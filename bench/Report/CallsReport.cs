using System.Text.Json;
using Graft.Bench.Calls;

namespace Graft.Bench.Report;

/// <summary>What calls cost, as tables, JSON and a plot.</summary>
internal static class CallsReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>A line for each number of functions, a column for each kind.</summary>
    public static void Write(TextWriter output, IReadOnlyList<CallTimes> calls)
    {
        var kinds = calls[0].Kinds.Select(static kind => kind.Kind).ToList();
        WriteLine(output, $"\n## A call of one of N functions, called in no order: nanoseconds\n");
        WriteLine(output, $"| N | {string.Join(" | ", kinds)} | {string.Join(" | ", kinds.Skip(1).Select(static kind => $"stub / {kind}"))} |");
        WriteLine(output, $"| ---: | {string.Concat(kinds.Select(static _ => "---: | "))}{string.Concat(kinds.Skip(1).Select(static _ => "---: | "))}");
        foreach (var times in calls)
        {
            var medians = times.Kinds.Select(static kind => Median(kind.Nanoseconds)).ToList();
            var cells = medians.Concat(medians.Skip(1).Select(other => medians[0] / other));
            WriteLine(output, $"| {times.Functions} | {string.Join(" | ", cells.Select(static cell => FormattableString.Invariant($"{cell:F2}")))} |");
        }
    }

    /// <summary>A line for each program.</summary>
    public static void Write(TextWriter output, IReadOnlyList<ProgramTimes> programs)
    {
        if (programs.Count == 0)
            return;
        WriteLine(output, $"\n## Programs: the same objects through Graft, and linked by ld.lld to a dynamic executable\n");
        output.WriteLine("| program | Graft s | native s | ratio | of least times | at most | |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var program in programs)
        {
            WriteLine(
                output,
                $"| {program.Case.Name} | {Median(program.Graft):F3} | {Median(program.Native):F3} | {program.Ratio:F3} | {program.LeastRatio:F3} | {program.Case.Limit} | {(program.Ratio <= program.Case.Limit ? "met" : "not met")} |");
        }
    }

    /// <summary>Writes <c>calls.json</c> and <c>calls-over-n.svg</c>.</summary>
    public static void Save(BenchmarkOptions options, IReadOnlyList<CallTimes> calls, IReadOnlyList<ProgramTimes> programs)
    {
        Directory.CreateDirectory(options.Output);
        string json = Path.Combine(options.Output, "calls.json"), plot = Path.Combine(options.Output, "calls-over-n.svg");
        File.WriteAllText(json, JsonSerializer.Serialize(
            new
            {
                Date = DateTime.UtcNow.ToString("yyyy-MM-dd", null),
                Cores = Environment.ProcessorCount,
                LlvmVersion = options.Llvm,
                options.IsQuick,
                Calls = calls.Select(static times => new
                {
                    times.Functions,
                    Kinds = times.Kinds.Select(static kind => new { kind.Kind, MedianNanoseconds = Median(kind.Nanoseconds), LeastNanoseconds = kind.Nanoseconds[0] }),
                }),
                Programs = programs.Select(static program => new { program.Case.Name, program.Case.Limit, program.Ratio, program.LeastRatio, program.Graft, program.Native }),
            },
            Indented));
        Console.WriteLine($"\nAll figures: {json}");
        if (calls.Count < 2)
            return;
        var lines = calls[0].Kinds.Select((kind, i) => new PlotLine(
            kind.Kind, [.. calls.Select(times => (times.Functions, Median(times.Kinds[i].Nanoseconds) / 1e9))], []));
        File.WriteAllText(plot, ScalingPlot.Draw("One call of N functions", [new PlotPanel("called in no order", [.. lines])]));
        Console.WriteLine($"Plot: {plot}");
    }

    private static double Median(double[] sorted) => sorted[sorted.Length / 2];

    private static void WriteLine(TextWriter output, FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
