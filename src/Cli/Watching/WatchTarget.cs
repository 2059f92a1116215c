using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>
/// What is watched: a project, or the Graft projects of a solution; other kinds of projects are left to <c>dotnet watch</c>. Immutable.
/// </summary>
/// <param name="File">The project or solution.</param>
/// <param name="Projects">Its Graft projects.</param>
/// <param name="Solution">The solution that is built, which a filter names; null for a project.</param>
internal sealed partial record WatchTarget(string File, IReadOnlyList<string> Projects, string? Solution)
{
    /// <summary>The extension of Graft projects.</summary>
    private const string ProjectEnding = ".irproj";

    private static readonly string[] SolutionEndings = [".sln", ".slnx", ".slnf"];

    /// <summary>Whether it is a solution.</summary>
    public bool IsSolution => Solution is not null;

    /// <summary>Finds what is meant by a path: a file, a folder with one solution or project, or null for the current folder.</summary>
    /// <exception cref="GraftException">GRAFT6001: nothing, or more than one thing, is meant.</exception>
    public static WatchTarget Find(string? path)
    {
        string meant = Path.GetFullPath(path ?? ".");
        return Read(Directory.Exists(meant) ? FindIn(meant) : meant);
    }

    /// <summary>Reads the project or solution again.</summary>
    /// <exception cref="GraftException">GRAFT6001: it is no solution any more.</exception>
    public WatchTarget Reread() => Read(File);

    /// <summary>What to give to MSBuild: the project, or a filter of the solution, written to a folder, with Graft projects only.</summary>
    public string WriteBuildFile(string folder)
    {
        if (Solution is not { } solution)
            return File;
        string root = Path.GetDirectoryName(solution)!;
        string filter = Path.Combine(folder, "watch.slnf");
        using var stream = System.IO.File.Create(filter);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartObject("solution");
        json.WriteString("path", Path.GetRelativePath(folder, solution));
        json.WriteStartArray("projects");
        foreach (string project in Projects)
            json.WriteStringValue(Path.GetRelativePath(root, project));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        return filter;
    }

    private static string FindIn(string folder)
    {
        string[] files = Directory.GetFiles(folder);
        string[] found = [.. files.Where(file => IsSolutionFile(file) && Path.GetExtension(file) != ".slnf")];
        if (found.Length == 0)
            found = [.. files.Where(file => Path.GetExtension(file) == ProjectEnding)];
        return found switch
        {
            [var one] => one,
            [] => throw Refused($"'{folder}' has no solution and no {ProjectEnding} project; name one"),
            _ => throw Refused($"'{folder}' has more than one solution or project: {string.Join(", ", found.Select(Path.GetFileName).Order(StringComparer.Ordinal))}; name one"),
        };
    }

    private static WatchTarget Read(string file)
    {
        if (!System.IO.File.Exists(file))
            throw Refused($"there is no '{file}'");
        if (!IsSolutionFile(file))
            return new(file, [file], null);
        try
        {
            var (solution, projects) = Path.GetExtension(file) == ".slnf" ? ReadFilter(file) : (file, ReadSolution(file));
            string[] ours = [.. projects.Where(IsGraftProject).Order(StringComparer.Ordinal)];
            return ours.Length > 0 ? new(file, ours, solution) : throw Refused($"'{file}' has no Graft project; 'dotnet watch' watches all others");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or XmlException or KeyNotFoundException)
        {
            throw Refused($"'{file}' cannot be read: {e.Message}");
        }
    }

    private static (string Solution, IEnumerable<string> Projects) ReadFilter(string file)
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
        var root = json.RootElement.GetProperty("solution");
        string solution = Resolve(file, root.GetProperty("path").GetString()!);
        return (solution, [.. root.GetProperty("projects").EnumerateArray().Select(project => Resolve(solution, project.GetString()!))]);
    }

    private static IEnumerable<string> ReadSolution(string file) => Path.GetExtension(file) == ".slnx"
        ? XDocument.Load(file).Descendants("Project").Select(project => Resolve(file, project.Attribute("Path")?.Value ?? ""))
        : ProjectLine().Matches(System.IO.File.ReadAllText(file)).Select(match => Resolve(file, match.Groups[1].Value));

    // Solutions are written with backslashes wherever they are written.
    private static string Resolve(string file, string relative) =>
        Path.GetFullPath(relative.Replace('\\', Path.DirectorySeparatorChar), Path.GetDirectoryName(file)!);

    private static bool IsSolutionFile(string file) => SolutionEndings.Contains(Path.GetExtension(file));

    private static bool IsGraftProject(string file) =>
        System.IO.File.Exists(file)
        && (Path.GetExtension(file) == ProjectEnding || System.IO.File.ReadAllText(file).Contains("Sdk=\"Graft.Sdk", StringComparison.Ordinal));

    private static GraftException Refused(string why) => new(DiagnosticCatalog.Usage.At(why));

    [GeneratedRegex("""^Project\("\{[^}]*\}"\) = "[^"]*", "([^"]+)",""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();
}
