using Graft.Client;

namespace Graft.Cli.Watching;

/// <summary>What became of a file.</summary>
internal enum FileChangeKind
{
    /// <summary>It holds something else.</summary>
    Changed,

    /// <summary>It is a new input.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>A file that differs.</summary>
internal readonly record struct FileChange(string Path, FileChangeKind Kind);

/// <summary>What differs from the last build.</summary>
/// <param name="Files">The files.</param>
/// <param name="Modules">The modules that read them.</param>
/// <param name="NeedsProjectBuild">Whether projects have to be evaluated anew, since more than contents changed.</param>
internal sealed record ChangeSet(IReadOnlyList<FileChange> Files, IReadOnlyList<ModuleRecord> Modules, bool NeedsProjectBuild)
{
    /// <summary>Nothing differs.</summary>
    public static readonly ChangeSet Empty = new([], [], NeedsProjectBuild: false);

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Modules.Count == 0 && !NeedsProjectBuild;

    /// <summary>All that differs when more does than at first.</summary>
    public ChangeSet With(ChangeSet more) => new([.. Files, .. more.Files], [.. Modules, .. more.Modules.Where(module => !Modules.Any(known => ReferenceEquals(known, module)))], NeedsProjectBuild || more.NeedsProjectBuild);
}
