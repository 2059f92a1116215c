using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text;
using Graft.Client;

namespace Graft.Engine.Compile;

/// <summary>A clang on this machine.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Version">The first line that it says of itself.</param>
/// <param name="File">Which file that is.</param>
public sealed record ClangTool(string Path, string Version, FileIdentity File)
{
    /// <summary>The environment variable that names clang where no option does.</summary>
    public const string Variable = ToolChoice.ClangVariable;

    /// <summary>What to do when there is none.</summary>
    public const string Remedy =
        "run eng/setup.sh, or install one that is not newer than libLLVM (Debian and Ubuntu: apt-get install clang-19), "
        + "or name it with the property GraftClang or the environment variable " + Variable;

    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(20);

    // By the file: a host outlives updates of clang.
    private static readonly ConcurrentDictionary<FileIdentity, string> Versions = new();

    /// <summary>
    /// Finds clang: <paramref name="requested"/>, else what <see cref="Variable"/> names, else the newest whose
    /// IR a libLLVM of <paramref name="llvmMajor"/> can read, best of that very version.
    /// </summary>
    /// <returns>Null if there is none, or if what was named does not run.</returns>
    public static async Task<ClangTool?> FindAsync(string requested, int llvmMajor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requested);
        string? path = Searched(requested, llvmMajor).FirstOrDefault(System.IO.File.Exists);
        if (path is null || FileIdentity.Of(path) is not { } file)
            return null;
        string version = await ReadVersionAsync(file, cancellationToken).ConfigureAwait(false);
        return version.Length > 0 ? new ClangTool(path, version, file) : null;
    }

    /// <summary>The files that are looked at until clang is found: one that comes, goes or changes may change the choice.</summary>
    internal static IEnumerable<string> PathsThatDecide(string requested, ClangTool chosen, int llvmMajor)
    {
        foreach (string path in Searched(requested, llvmMajor))
        {
            yield return path;
            if (path == chosen.Path)
                break;
        }

        if (System.IO.File.ResolveLinkTarget(chosen.Path, returnFinalTarget: true) is { } target)
            yield return target.FullName;
    }

    private static IEnumerable<string> Candidates(int llvmMajor)
    {
        int newest = llvmMajor > 0 ? llvmMajor : LlvmLibrary.NewestMajor;
        for (int major = newest; major >= LlvmLibrary.OldestMajor; major--)
        {
            yield return $"clang-{major}";
            yield return $"/usr/lib/llvm-{major}/bin/clang";
        }

        yield return "clang";
    }

    /// <summary>Where clang is looked for, in order.</summary>
    private static IEnumerable<string> Searched(string requested, int llvmMajor)
    {
        string named = requested.Length > 0 ? requested : Environment.GetEnvironmentVariable(Variable) ?? "";
        return (named.Length > 0 ? [named] : Candidates(llvmMajor)).SelectMany(Places);
    }

    private static IEnumerable<string> Places(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
            return [name];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, name));
    }

    private static async Task<string> ReadVersionAsync(FileIdentity file, CancellationToken cancellationToken)
    {
        if (Versions.TryGetValue(file, out string? known))
            return known;
        try
        {
            var result = await ToolProcess.RunAsync(file.Path, ["--version"], "/", [], VersionLimit, cancellationToken).ConfigureAwait(false);
            string version = Encoding.UTF8.GetString(result.Output).Split('\n')[0].Trim();
            return result.Status is { ExitCode: 0 } ? Versions[file] = version : "";
        }
        catch (Win32Exception)
        {
            return "";
        }
    }
}
