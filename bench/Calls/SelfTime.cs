using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Bench.Calls;

/// <summary>Finds the time that a program says it took: speedtest1's <c>TOTAL...  1.234s</c>, and that is what our scripts print.</summary>
internal static partial class SelfTime
{
    /// <summary>Seconds; null if the program says nothing.</summary>
    public static double? Find(string output) => Total().Match(output) is { Success: true } match
        ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"TOTAL\.*\s+([0-9.]+)s")]
    private static partial Regex Total();
}
