using System.Globalization;
using Graft.Protocol;

namespace Graft.Client;

/// <summary>The one line that tells what a load did: <c>geometry: 2 functions patched, generation 7, 9 ms</c>.</summary>
public static class LoadSummary
{
    /// <summary>How many missing symbols are named; the rest is counted, so that the line stays a line.</summary>
    private const int MostNamed = 5;

    /// <summary>Describes a load that succeeded.</summary>
    public static string Describe(string module, LoadModuleResult result)
    {
        string milliseconds = Math.Ceiling(result.Milliseconds).ToString(CultureInfo.InvariantCulture);
        string synced = result.Consistency == ConsistencyLevel.Synced ? ", synced" : "";
        return $"{module}: {DescribeChanges(result)}, generation {result.Generation}{synced}, {milliseconds} ms";
    }

    /// <summary>Describes a load that what is alive did not allow.</summary>
    public static string DescribeRefusal(string module, string runtime) => $"{module}: refused, runtime {runtime} goes on with what it has";

    /// <summary>Describes that there was no program to load into.</summary>
    public static string DescribeAbsence(string module, string runtime) => $"{module}: built, not loaded: runtime {runtime} is not running";

    /// <summary>Whether a load that succeeded changed nothing, and nothing is missing.</summary>
    public static bool IsUnchanged(LoadModuleResult result) => result is { Added: 0, Patched: 0, Missing.Count: 0 } && RetainedBy(result) == 0;

    /// <summary>What a load that succeeded changed: <c>2 functions patched</c>.</summary>
    public static string DescribeChanges(LoadModuleResult result)
    {
        var parts = new List<string>();
        if (result.Added > 0)
            parts.Add($"{Functions(result.Added)} added");
        if (result.Patched > 0)
            parts.Add($"{Functions(result.Patched)} patched");
        if (RetainedBy(result) is > 0 and var retained)
            parts.Add(retained == 1 ? "1 definition retained" : $"{retained} definitions retained");
        if (parts.Count == 0)
            parts.Add("nothing changed");
        if (result.Missing.Count > 0)
            parts.Add($"waits for {Names(result.Missing.Select(missing => missing.Name))}");
        return string.Join(", ", parts);
    }

    // What the edit took away, and the program keeps.
    private static int RetainedBy(LoadModuleResult result) => result.Verdicts.Count(verdict =>
        verdict.Code == DiagnosticCatalog.DefinitionRetained.Code || verdict.Code == DiagnosticCatalog.RemovedInUse.Code);

    private static string Functions(int count) => count == 1 ? "1 function" : $"{count} functions";

    private static string Names(IEnumerable<string> symbols)
    {
        string[] names = [.. symbols.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string named = string.Join(", ", names.Take(MostNamed));
        return names.Length > MostNamed ? $"{named} and {names.Length - MostNamed} more" : named;
    }
}
