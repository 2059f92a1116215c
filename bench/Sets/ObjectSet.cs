namespace Graft.Bench.Sets;

/// <summary>Objects that all linkers are given, and how much work they are.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Files">The objects, in link order.</param>
/// <param name="Entry">A symbol that reaches everything; null if only an object that names all symbols does.</param>
internal sealed record ObjectSet(string Name, IReadOnlyList<string> Files, string? Entry = null)
{
    /// <summary>Size of the files in bytes.</summary>
    public long Bytes { get; } = Files.Sum(path => new FileInfo(path).Length);

    /// <summary>Relocations in all their sections, debug information and frames too.</summary>
    public long Relocations { get; } = Files.Sum(RelocationCount.Of);

    /// <summary>Whether it is a generated library.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>All objects of a folder.</summary>
    public static ObjectSet InFolder(string name, string folder) =>
        new(name, [.. Directory.GetFiles(folder, "*.o").Order(StringComparer.Ordinal)]);
}
