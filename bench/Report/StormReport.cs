using System.Text.Json;
using Graft.Bench.Storm;

namespace Graft.Bench.Report;

/// <summary>What a patch storm did, as tables and JSON.</summary>
internal static class StormReport
{
    private const double MiB = 1024 * 1024;

    private static readonly double[] Parts = [0.5, 0.99, 0.999, 0.9999];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Prints it.</summary>
    public static void Write(TextWriter output, StormResult result)
    {
        WriteLine(output, $"\n## Patch storm: 8 threads call, {result.Storm.Count:N0} calls, {result.Torn} torn, {result.Lost} lost\n");
        output.WriteLine("| a call's nanoseconds | p50 | p99 | p99.9 | p99.99 |\n| --- | ---: | ---: | ---: | ---: |");
        WriteDelays(output, "nothing is patched", result.Quiet);
        WriteDelays(output, "in the storm", result.Storm);
        output.WriteLine("\n| patches | s | code MiB | constants MiB | resident MiB |\n| ---: | ---: | ---: | ---: | ---: |");
        foreach (var sample in result.Samples)
            WriteLine(output, $"| {sample.Patches} | {sample.Seconds:F1} | {sample.Code / MiB:F1} | {sample.ReadOnly / MiB:F1} | {sample.WorkingSet / MiB:F0} |");
        if (result.Failure is { } failure)
            WriteLine(output, $"\nIt ended early: {failure}");
    }

    /// <summary>Writes <c>storm.json</c>.</summary>
    public static void Save(BenchmarkOptions options, StormResult result)
    {
        Directory.CreateDirectory(options.Output);
        string json = Path.Combine(options.Output, "storm.json");
        File.WriteAllText(json, JsonSerializer.Serialize(
            new
            {
                Date = DateTime.UtcNow.ToString("yyyy-MM-dd", null),
                Cores = Environment.ProcessorCount,
                Calls = result.Storm.Count,
                result.Torn,
                result.Lost,
                Failure = result.Failure?.ToString(),
                QuietNanoseconds = Parts.Select(result.Quiet.Percentile),
                StormNanoseconds = Parts.Select(result.Storm.Percentile),
                Percentiles = Parts,
                result.Samples,
            },
            Indented));
        Console.WriteLine($"\nAll figures: {json}");
    }

    private static void WriteDelays(TextWriter output, string name, DelayHistogram delays) =>
        WriteLine(output, $"| {name} | {string.Join(" | ", Parts.Select(part => FormattableString.Invariant($"{delays.Percentile(part):F0}")))} |");

    private static void WriteLine(TextWriter output, FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
