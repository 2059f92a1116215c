using System.Globalization;
using Graft.Cli.Output;
using Graft.Engine.Image;
using Graft.Engine.Objects;

namespace Graft.Cli.Linking;

/// <summary>What <c>graft link --time</c> prints.</summary>
internal static class LinkTimes
{
    /// <summary>Prints the phases, and what they come to.</summary>
    public static void Print(PhaseClock clock, IReadOnlyList<ObjectInput> inputs, LinkImage image)
    {
        var total = clock.Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase.Time);
        var rows = clock.Phases.Select(phase => (string[])[phase.Phase, Milliseconds(phase.Time)]).ToList();
        rows.Add(["total", Milliseconds(total)]);
        Terminal.WriteTable(["phase", "ms"], rows);

        long bytes = inputs.Sum(input => (long)input.Bytes.Length);
        long relocations = CountRelocations(image);
        Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{inputs.Count} objects, {bytes} bytes, {relocations} relocations: "
            + $"{bytes / 1e6 / total.TotalSeconds:0.0} MB/s, {relocations / total.TotalSeconds:0} relocations/s"));
    }

    private static long CountRelocations(LinkImage image)
    {
        long count = 0;
        for (int unit = 0; unit < image.Units.Count; unit++)
        {
            var sections = image.Units[unit].Sections.AsSpan();
            for (int i = 1; i < sections.Length; i++)
            {
                if (image.Result.Map.AddressOf(unit, i) is not null)
                    count += sections[i].Relocations.Length;
            }
        }

        return count;
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);
}
