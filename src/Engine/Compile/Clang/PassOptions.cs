using System.Collections.Frozen;

namespace Graft.Engine.Compile;

/// <summary>
/// Options of clang that are passes of its own pipeline, with a library that goes with them into a program's start. That pipeline
/// stays off, the worker's takes its place, and the program runs already: they would have no effect, and without a word.
/// </summary>
internal static class PassOptions
{
    private const string Sanitize = "-fsanitize=";
    private const string NoSanitize = "-fno-sanitize=";

    // Those of -fsanitize=undefined are no passes: clang itself writes their checks.
    private static readonly FrozenSet<string> Sanitizers = FrozenSet.Create(
        StringComparer.Ordinal, "address", "kernel-address", "hwaddress", "kernel-hwaddress", "memory", "kernel-memory", "thread", "leak", "dataflow",
        "fuzzer", "fuzzer-no-link", "memtag", "memtag-stack", "memtag-heap", "memtag-globals", "realtime", "type", "numerical", "scudo", "alloc-token");

    // With what takes each back; with and without a value.
    private static readonly (string Option, string Opposite)[] Others =
    [
        ("-fprofile-generate", "-fno-profile-generate"), ("-fcs-profile-generate", "-fno-profile-generate"),
        ("-fprofile-instr-generate", "-fno-profile-instr-generate"), ("-fcoverage-mapping", "-fno-coverage-mapping"),
        ("-fprofile-arcs", "-fno-profile-arcs"), ("-ftest-coverage", "-fno-test-coverage"), ("--coverage", ""), ("-coverage", ""),
        ("-fsanitize-coverage", "-fno-sanitize-coverage"), ("-fxray-instrument", "-fno-xray-instrument"),
        ("-fprofile-sample-use", "-fno-profile-sample-use"), ("-fauto-profile", "-fno-auto-profile"),
        ("-fmemory-profile", "-fno-memory-profile"), ("-fpass-plugin", ""),
    ];

    /// <summary>The first option that cannot work; null if all can. As for clang, what comes later counts.</summary>
    public static string? FindRefused(IReadOnlyList<string> arguments)
    {
        List<string> active = [];
        foreach (string argument in arguments)
        {
            if (argument.StartsWith(Sanitize, StringComparison.Ordinal))
                active.AddRange(argument[Sanitize.Length..].Split(',').Where(Sanitizers.Contains).Select(kind => Sanitize + kind));
            else if (argument.StartsWith(NoSanitize, StringComparison.Ordinal))
                Remove(active, argument[NoSanitize.Length..].Split(','));
            else if (Others.FirstOrDefault(one => Means(argument, one.Option)) is { Option: not null })
                active.Add(argument);
            else
                active.RemoveAll(one => Others.Any(other => other.Opposite == argument && Means(one, other.Option)));
        }

        return active.FirstOrDefault();
    }

    private static void Remove(List<string> active, string[] kinds) =>
        active.RemoveAll(one => one.StartsWith(Sanitize, StringComparison.Ordinal) && (kinds.Contains("all") || kinds.Contains(one[Sanitize.Length..])));

    private static bool Means(string argument, string option) =>
        argument.StartsWith(option, StringComparison.Ordinal) && (argument.Length == option.Length || argument[option.Length] == '=');
}
