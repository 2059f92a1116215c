using Graft.Bench.Measuring;

namespace Graft.Bench.Report;

/// <summary>What Graft has set itself to reach, beside what was measured.</summary>
internal static class Targets
{
    private const double JitLinkPart = 0.2, LldPart = 1.0, RingMilliseconds = 20, LinearExponent = 1.2;
    private const int Ring = 2000, LinearFrom = 10_000, LinearTo = 100_000;

    /// <summary>Prints a line for each target whose figures are there.</summary>
    public static void Write(TextWriter output, IReadOnlyList<CaseResult> results)
    {
        List<string> lines = [];
        foreach (var result in results.Where(static result => result.Shape is null))
        {
            if (result.Set.IsGenerated)
            {
                AddPart(lines, result, "llvm-jitlink, link phase", JitLinkPart);
                AddPart(lines, result, "ld.lld -shared", LldPart);
            }

            if (result.Memory is { } memory)
                Add(lines, $"{result.Set.Name}: host's growth / (1.5 x objects + arena)", memory.PartOfBound(result.Set), 1);
        }

        foreach (var shape in results.Where(static result => result.Shape is not null).GroupBy(static result => result.Shape!.Name))
            AddShape(lines, shape.Key, shape.ToDictionary(static result => result.Functions, static result => result.Figures[0].Median));
        if (lines.Count == 0)
            return;
        output.WriteLine("\n## Targets\n\n| what | measured | at most | |\n| --- | ---: | ---: | --- |");
        lines.ForEach(output.WriteLine);
    }

    private static void AddPart(List<string> lines, CaseResult result, string linker, double limit)
    {
        var peer = result.Figures.FirstOrDefault(figure => figure.Linker == linker);
        if (result.Figures[0].Median is not { } own || (peer?.Median ?? peer?.Over) is not { } its)
            return;
        if (peer!.Over is not null && own / its > limit)
            return; // What it would have taken is not known.
        string over = peer.Over is null ? "" : " (which was ended: less than)";
        Add(lines, $"{result.Set.Name}: time / {linker}{over}", own / its, limit);
    }

    private static void AddShape(List<string> lines, string shape, Dictionary<int, double?> times)
    {
        if (shape == "ring" && times.GetValueOrDefault(Ring) is { } ring)
            Add(lines, $"ring of {Ring} in one object, ms", ring * 1000, RingMilliseconds);
        if (times.GetValueOrDefault(LinearFrom) is { } from && times.GetValueOrDefault(LinearTo) is { } to)
            Add(lines, $"{shape}: exponent of time over N, {LinearFrom} to {LinearTo}", Math.Log(to / from) / Math.Log((double)LinearTo / LinearFrom), LinearExponent);
    }

    private static void Add(List<string> lines, string what, double measured, double limit) =>
        lines.Add(FormattableString.Invariant($"| {what} | {measured:F2} | {limit} | {(measured <= limit ? "met" : "not met")} |"));
}
