using System.Globalization;
using Graft.Client;

namespace Graft.Cli.Watching;

/// <summary>What became of a module in a runtime, in words.</summary>
/// <param name="Module">The module.</param>
/// <param name="Result">What the load did.</param>
/// <param name="Milliseconds">From the first sign of an edit, or else of the load, to Ready.</param>
internal sealed record ToldLoad(string Module, LoadModuleResult Result, double Milliseconds)
{
    private const int MostNamed = 5;

    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsUnchanged => Result.Succeeded && Result.Diagnostics.Count == 0 && LoadSummary.IsUnchanged(Result);

    /// <summary>What became of it.</summary>
    public string Describe(string runtime) => Result.Succeeded
        ? $"{Module}: {LoadSummary.DescribeChanges(Result)} in {Shown(Milliseconds)} ms (runtime {runtime}, generation {Result.Generation})"
        : LoadSummary.DescribeRefusal(Module, runtime);

    /// <summary>What became of modules that are as they were.</summary>
    public static string DescribeUnchanged(IReadOnlyList<ToldLoad> loads, string runtime)
    {
        if (loads is [var single])
            return single.Describe(runtime);
        string modules = loads.Count <= MostNamed ? string.Join(", ", loads.Select(load => load.Module)) : $"{loads.Count} modules";
        return $"{modules}: nothing changed in {Shown(loads.Max(load => load.Milliseconds))} ms (runtime {runtime}, generation {loads.Max(load => load.Result.Generation)})";
    }

    private static string Shown(double milliseconds) => Math.Ceiling(milliseconds).ToString(CultureInfo.InvariantCulture);
}
