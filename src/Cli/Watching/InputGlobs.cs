using Graft.Client;
using Microsoft.Extensions.FileSystemGlobbing;

namespace Graft.Cli.Watching;

/// <summary>
/// Which files the globs of projects mean. It may be one too many (MSBuild's <c>?</c> counts as <c>*</c>): then a build finds that
/// nothing is new. Immutable.
/// </summary>
internal sealed class InputGlobs
{
    private readonly List<(Matcher Matcher, List<string> Bases)> _globs = [];

    /// <summary>Takes the globs of projects.</summary>
    public InputGlobs(IEnumerable<InputGlob> globs)
    {
        foreach (var glob in globs)
        {
            var matcher = new Matcher(StringComparison.Ordinal);
            var bases = new List<string>();
            foreach (string pattern in glob.Include.Select(pattern => Absolute(glob.Folder, pattern)))
            {
                matcher.AddInclude(pattern[1..]);
                bases.Add(BaseOf(pattern));
            }

            foreach (string pattern in glob.Exclude.Where(pattern => pattern.Length > 0))
                matcher.AddExclude(Absolute(glob.Folder, pattern)[1..]);
            _globs.Add((matcher, bases));
        }
    }

    /// <summary>The folders that globs begin at.</summary>
    public IEnumerable<string> Bases => _globs.SelectMany(glob => glob.Bases).Distinct(StringComparer.Ordinal);

    /// <summary>Whether a file would be an input.</summary>
    public bool IsMatch(string path) => !EditorFiles.IsOne(path) && _globs.Exists(glob => glob.Matcher.Match("/", path).HasMatches);

    /// <summary>The files below a folder, or the file itself, that are inputs now.</summary>
    public IEnumerable<string> FindIn(string path)
    {
        if (File.Exists(path))
            return IsMatch(path) ? [path] : [];
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Where(IsMatch)
            : [];
    }

    // Matched from the root: a pattern may lead out of the project's folder.
    private static string Absolute(string folder, string pattern) =>
        Path.GetFullPath(pattern.Replace('\\', '/').Replace('?', '*'), folder);

    private static string BaseOf(string pattern)
    {
        int wild = pattern.IndexOf('*', StringComparison.Ordinal);
        string literal = wild < 0 ? pattern : pattern[..wild];
        return Path.GetDirectoryName(literal) is { Length: > 0 } folder ? folder : "/";
    }
}
