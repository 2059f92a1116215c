using Graft.Client;

namespace Graft.Cli.Watching;

/// <summary>
/// The files that matter and what they held when a build began that has seen them: whether something changed is asked of contents,
/// not of events or times.
/// </summary>
internal sealed class WatchedModules
{
    private static readonly string[] ProjectFileNames =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config"];

    private readonly Dictionary<string, HashSet<string>> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDigest?> _digests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _headers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _projectFiles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);
    private string[] _outputs = [];

    /// <summary>The modules, by project.</summary>
    public IReadOnlyList<ModuleRecord> Records { get; private set; } = [];

    /// <summary>Which files would be inputs.</summary>
    public InputGlobs Globs { get; private set; } = new([]);

    /// <summary>All files that are known.</summary>
    public IReadOnlyCollection<string> Files => _digests.Keys;

    /// <summary>What the files hold that decide about whole projects: to be asked before MSBuild reads them.</summary>
    /// <param name="others">More such files.</param>
    public IReadOnlyDictionary<string, FileDigest> LookAtProjectFiles(IEnumerable<string> others) =>
        _projectFiles.Union(others, StringComparer.Ordinal).ToDictionary(file => file, FileDigest.Of, StringComparer.Ordinal);

    /// <summary>Takes what a build by MSBuild found; each source is looked at now, so that what changes from now on is seen.</summary>
    /// <param name="records">How modules are built.</param>
    /// <param name="projectFiles">More files whose change may change everything: the solution.</param>
    /// <param name="before">What project files held before the build: they may have changed while it ran.</param>
    public void Set(IReadOnlyList<ModuleRecord> records, IEnumerable<string> projectFiles, IReadOnlyDictionary<string, FileDigest> before)
    {
        Records = records;
        Globs = new(records.SelectMany(record => record.Globs));
        _outputs = [.. records.SelectMany(record => record.OutputFolders).Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal)];
        _projectFiles.Clear();
        _projectFiles.UnionWith(projectFiles);
        _projectFiles.UnionWith(records.SelectMany(record => record.ProjectFiles));
        _digests.Clear();
        _readers.Clear();
        foreach (string file in _projectFiles)
            _digests[file] = before.TryGetValue(file, out var digest) ? digest : FileDigest.Of(file);
        foreach (var record in records)
        {
            // One that was removed since MSBuild listed it is still to be noticed.
            foreach (var source in record.Build.Sources)
                AddReader(source.Path, record.Project, FileDigest.Of(source.Path) is { Exists: true } now ? now : null);
            foreach (string header in _headers.GetValueOrDefault(record.Project) ?? [])
                AddReader(header, record.Project, FileDigest.Of(header));
        }
    }

    /// <summary>Takes the headers that a build read, and whether these are all: a build that failed does not know.</summary>
    public void SetHeaders(ModuleRecord record, IReadOnlyList<string> headers, bool isComplete)
    {
        string[] ours = [.. headers.Where(header => !WatchedFolder.IsWithin(header, "/usr"))];
        if (isComplete)
            _headers[record.Project] = ours;
        else
            _headers[record.Project] = [.. ours.Union(_headers.GetValueOrDefault(record.Project) ?? [], StringComparer.Ordinal)];
        if (isComplete)
            _unsettled.Remove(record.Project);
        else
            _unsettled.Add(record.Project);

        // What a header held while it was read is not known: the next event of it counts as a change.
        foreach (string header in ours)
            AddReader(header, record.Project, null);
    }

    /// <summary>The folders that have to be watched.</summary>
    public IEnumerable<WatchedFolder> Folders() =>
    [
        .. Records.Select(record => new WatchedFolder(Path.GetDirectoryName(record.Project)!, IsRecursive: true)),
        .. Globs.Bases.Select(folder => new WatchedFolder(folder, IsRecursive: true)),
        .. Records.SelectMany(IncludeFolders).Select(folder => new WatchedFolder(folder, IsRecursive: true)),
        .. _digests.Keys.Select(file => new WatchedFolder(Path.GetDirectoryName(file)!, IsRecursive: false)),
    ];

    /// <summary>Whether nobody has to know what happens to a path. Thread-safe until the next <see cref="Set"/>.</summary>
    public Func<string, bool> IgnoredPaths()
    {
        string[] outputs = _outputs;
        return path => Array.Exists(outputs, folder => WatchedFolder.IsWithin(path, folder));
    }

    /// <summary>Whether a file decides about whole projects.</summary>
    public bool IsProjectFile(string path) => _projectFiles.Contains(path) || ProjectFileNames.Contains(Path.GetFileName(path), StringComparer.Ordinal);

    /// <summary>Whether a module is known to read a file.</summary>
    public bool IsInput(string path) => _readers.ContainsKey(path);

    /// <summary>Whether a file is listed by a project, and not only read by what is.</summary>
    public bool IsSource(string path) => Records.Any(record => record.Build.Sources.Any(source => source.Path == path));

    /// <summary>The modules that read a file.</summary>
    public IEnumerable<ModuleRecord> ReadersOf(string path) =>
        _readers.TryGetValue(path, out var projects) ? Records.Where(record => projects.Contains(record.Project)) : [];

    /// <summary>The modules that failed before all that they read was known, if a file may be what they lack.</summary>
    public IEnumerable<ModuleRecord> UnsettledNear(string path) => EditorFiles.IsOne(path) || Directory.Exists(path)
        ? []
        : Records.Where(record => _unsettled.Contains(record.Project)
            && (WatchedFolder.IsWithin(path, Path.GetDirectoryName(record.Project)!) || IncludeFolders(record).Any(folder => WatchedFolder.IsWithin(path, folder))));

    /// <summary>What a file held; null if that is not known.</summary>
    public FileDigest? LastSeen(string path) => _digests.GetValueOrDefault(path);

    /// <summary>Takes what a file holds from now on.</summary>
    public void See(string path, FileDigest digest) => _digests[path] = digest;

    private static IEnumerable<string> IncludeFolders(ModuleRecord record) => record.Build.Sources
        .SelectMany(source => source.ClangArguments)
        .Where(argument => argument.StartsWith("-I/", StringComparison.Ordinal) && !WatchedFolder.IsWithin(argument[2..], "/usr"))
        .Select(argument => argument[2..])
        .Distinct(StringComparer.Ordinal);

    private void AddReader(string path, string project, FileDigest? digest)
    {
        if (!_readers.TryGetValue(path, out var readers))
            _readers.Add(path, readers = new(StringComparer.Ordinal));
        readers.Add(project);
        _digests.TryAdd(path, digest);
    }
}
