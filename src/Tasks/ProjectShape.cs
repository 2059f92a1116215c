using Graft.Client;
using Microsoft.Build.Evaluation;

namespace Graft.Tasks;

/// <summary>
/// What decides which inputs a project has, beyond the inputs of this build: its globs and the files that it is written in.
/// Only an evaluation knows them, and a task is not told: so this is one more.
/// </summary>
internal sealed class ProjectShape : IDisposable
{
    private readonly ProjectCollection _collection = new();
    private readonly Project _project;

    private ProjectShape(string path, IReadOnlyDictionary<string, string>? properties) =>
        _project = new Project(
            path, properties?.ToDictionary(StringComparer.OrdinalIgnoreCase), toolsVersion: null, _collection, ProjectLoadSettings.IgnoreMissingImports);

    /// <summary>Evaluates a project as the build did that runs.</summary>
    public static ProjectShape Evaluate(string path, IReadOnlyDictionary<string, string>? properties) => new(path, properties);

    /// <summary>The globs that make items of these types.</summary>
    public IReadOnlyList<InputGlob> Globs(params string[] itemTypes) =>
    [
        .. itemTypes.SelectMany(type => _project.GetAllGlobs(type))
            .Select(glob => new InputGlob(_project.DirectoryPath, [.. glob.IncludeGlobs], [.. glob.Excludes, .. glob.Removes])),
    ];

    /// <summary>The project file and all that it imports, but for what lies in folders that are left out.</summary>
    public IReadOnlyList<string> Files(IReadOnlyList<string> leftOut) =>
    [
        .. _project.Imports.Select(import => import.ImportedProject.FullPath)
            .Where(file => !leftOut.Any(folder => file.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            .Prepend(_project.FullPath)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _collection.UnloadAllProjects();
        _collection.Dispose();
    }
}
