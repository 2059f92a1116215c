namespace Graft.Bench.Measuring;

/// <summary>How thoroughly links are measured.</summary>
/// <param name="IsQuick">About two minutes instead of fifteen.</param>
internal sealed record LinkEffort(bool IsQuick)
{
    /// <summary>Links before anything counts, so that the host's code is compiled as in a host that has worked for a while.</summary>
    public const int WarmUps = 60;

    /// <summary>As many of each library: large links run code, on all processors, that small ones do not.</summary>
    public const int LibraryWarmUps = 40;

    /// <summary>Effort for each library.</summary>
    public Effort Libraries => IsQuick
        ? new(MostRounds: 9, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(8))
        : new(MostRounds: 15, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));

    /// <summary>Effort for each size of each shape.</summary>
    public Effort Shapes => IsQuick
        ? new(MostRounds: 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3))
        : new(MostRounds: 7, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

    /// <summary>How many functions a shape's objects have.</summary>
    public IReadOnlyList<int> Functions => IsQuick
        ? [500, 2000, 10_000, 100_000]
        : [500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
}
