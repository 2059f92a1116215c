using Graft.Protocol;

namespace Graft.Exec;

/// <summary>Finds the shared libraries that <c>-l</c> names, as a linker would.</summary>
internal static class HostLibraries
{
    private static readonly string[] SystemFolders =
        ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/usr/lib", "/usr/local/lib"];

    // Part of every runtime, and in development packages no libraries but scripts for linkers.
    private static readonly string[] AlwaysThere = ["c", "m", "pthread", "dl", "rt", "util", "gcc", "gcc_s", "stdc++"];

    /// <summary>Their paths, in order.</summary>
    /// <exception cref="GraftException">GRAFT1005: a library is in none of the folders.</exception>
    public static IEnumerable<string> Find(ExecArguments arguments) => arguments.Libraries
        .Where(name => !AlwaysThere.Contains(name))
        .Select(name => Find(name, arguments.LibraryFolders));

    private static string Find(string name, IReadOnlyList<string> folders)
    {
        // -l:FILE names a file, -lNAME the library libNAME.so; without development packages only libNAME.so.N is there.
        string file = name.StartsWith(':') ? name[1..] : $"lib{name}.so";
        return folders.Select(Path.GetFullPath).Concat(SystemFolders)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, file + "*").Order(StringComparer.Ordinal))
            .FirstOrDefault()
            ?? throw new GraftException(DiagnosticCatalog.FileAccess.At(
                $"library '{name}' is neither in the folders given with -L nor in the system's: there is no {file}; install it, or give its folder"));
    }
}
