using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Client;

namespace Graft.Engine.Compile;

/// <summary>A libLLVM on this machine. Finding it does not load it: only workers do.</summary>
/// <param name="Path">Its file, links resolved.</param>
/// <param name="Major">Its major version by its file name; 0 if the name does not tell.</param>
/// <param name="File">Which file that is: it may be replaced while a host lives.</param>
public sealed partial record LlvmLibrary(string Path, int Major, FileIdentity File)
{
    /// <summary>The environment variable that names the library where no option does.</summary>
    public const string Variable = ToolChoice.LlvmVariable;

    /// <summary>The newest major version that is known to work.</summary>
    public const int NewestMajor = 22;

    /// <summary>The oldest major version that works: the first with the new pass manager's C API.</summary>
    public const int OldestMajor = 14;

    /// <summary>What to do when there is none.</summary>
    public const string Remedy =
        "run eng/setup.sh, or install one (Debian and Ubuntu: apt-get install libllvm19 clang-19, any version from 14 to 22), "
        + "or name it with the property GraftLlvmLibrary or the environment variable " + Variable;

    /// <summary>
    /// Finds libLLVM: <paramref name="requested"/>, else what <see cref="Variable"/> names, else the newest in the usual folders.
    /// </summary>
    /// <param name="requested">A path, or empty.</param>
    /// <returns>Null if there is none, or not where it was said to be.</returns>
    public static LlvmLibrary? Find(string requested)
    {
        ArgumentNullException.ThrowIfNull(requested);
        return Places(requested).Select(FromFile).FirstOrDefault(found => found is not null);
    }

    /// <summary>The files that are looked at until the library is found: one that comes, goes or changes may change the choice.</summary>
    internal static IEnumerable<string> PathsThatDecide(string requested, LlvmLibrary chosen)
    {
        string[] places = [.. Places(requested)];
        int missing = Array.FindIndex(places, System.IO.File.Exists);
        return places.Take(missing + 1).Append(chosen.Path).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Candidates() =>
        from major in Enumerable.Range(OldestMajor, NewestMajor - OldestMajor + 1).Reverse()
        from folder in new[] { "/usr/lib/x86_64-linux-gnu", $"/usr/lib/llvm-{major}/lib", "/usr/lib64", "/usr/lib", "/usr/local/lib" }
        from name in new[] { $"libLLVM.so.{major}.1", $"libLLVM-{major}.so.1", $"libLLVM-{major}.so" }
        select System.IO.Path.Combine(folder, name);

    /// <summary>Where the library is looked for, in order.</summary>
    private static IEnumerable<string> Places(string requested)
    {
        string named = requested.Length > 0 ? requested : Environment.GetEnvironmentVariable(Variable) ?? "";
        return named.Length > 0 ? [named] : Candidates();
    }

    private static LlvmLibrary? FromFile(string path)
    {
        if (!System.IO.File.Exists(path))
            return null;
        string file = System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? System.IO.Path.GetFullPath(path);
        var match = new[] { file, path }.Select(p => VersionInName().Match(System.IO.Path.GetFileName(p))).FirstOrDefault(m => m.Success);
        int major = match is null ? 0 : int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture);
        return FileIdentity.Of(file) is { } identity ? new LlvmLibrary(file, major, identity) : null;
    }

    [GeneratedRegex(@"^libLLVM(-|\.so\.)(?<major>\d{2})\b")]
    private static partial Regex VersionInName();
}
