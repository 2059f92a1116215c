namespace Graft.Bench.Sets;

/// <summary>Who calls whom among N functions. Function 0 is the entry.</summary>
/// <param name="Name">What tables and plots call it.</param>
/// <param name="Callees">The functions that function <c>i</c> of <c>n</c> calls.</param>
internal sealed record CallGraph(string Name, Func<int, int, int[]> Callees)
{
    /// <summary>The shapes that are measured: they differ in how much of the graph must become Ready together.</summary>
    public static IReadOnlyList<CallGraph> All { get; } =
    [
        new("ring", static (i, n) => [(i + 1) % n]),
        new("two-edge", static (i, n) => [(i + 1) % n, Any(i, n)]),
        new("tree", static (i, n) => [.. new[] { 2 * i + 1, 2 * i + 2 }.Where(callee => callee < n)]),
        new("sparse", static (i, n) => i % 4 == 3 ? [] : [Any(i, n)]),
    ];

    private static int Any(int i, int n) => new SplitMix((ulong)i).Next(n);
}
