using System.IO.Hashing;
using System.Text;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Loading;

/// <summary>What the command line says is in a module: objects as they are, and sources to compile first.</summary>
internal sealed record ModuleContent(string Module, IReadOnlyList<string> Objects, IReadOnlyList<string> Sources)
{
    /// <summary>What is to be said about the choice of files.</summary>
    public IReadOnlyList<Diagnostic> Notices { get; private init; } = [];

    private static readonly string[] IrEndings = [".ll", ".bc"];
    private static readonly string[] CEndings = [".c", ".cc", ".cpp", ".cxx"];

    /// <summary>Sorts the files of a command line; without files, looks for the module's built archive below this folder.</summary>
    /// <exception cref="GraftException">Neither files nor a built module.</exception>
    public static ModuleContent Find(IReadOnlyList<string> files, string? module)
    {
        if (files.Count == 0 && module is null)
            throw new GraftException(DiagnosticCatalog.Usage.At("say what to load: files, or --module NAME for a built module"));
        if (module is not null && (module.Contains('/', StringComparison.Ordinal) || module is "." or ".." or ""))
            throw new GraftException(DiagnosticCatalog.Usage.At($"--module takes a name, which files are named after, not '{module}'"));
        if (files.Count == 0)
            return FindBuilt(module!);
        var paths = files.Select(Path.GetFullPath).ToList();
        return new(
            module ?? NameOf(paths[0]),
            [.. paths.Where(path => !IsSource(path))],
            [.. paths.Where(IsSource)]);
    }

    /// <summary>Reads <c>NAME=FILE[,FILE...]</c>.</summary>
    /// <exception cref="GraftException">It is not that.</exception>
    public static ModuleContent Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] files = text[(equals + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries);
        return equals > 0 && files.Length > 0
            ? Find(files, text[..equals])
            : throw new GraftException(DiagnosticCatalog.Usage.At($"--with takes NAME=FILE[,FILE...], not '{text}'"));
    }

    /// <summary>How the sources are brought up to date; null if there are none. Objects are kept per user, for the next time.</summary>
    public BuildModuleRequest? ToBuild(CompileOptions options)
    {
        if (Sources.Count == 0)
            return null;
        string folder = Path.Combine(UserFolder.Get(), "load", $"{Module}-{FolderKey(options)}");
        Directory.CreateDirectory(folder);
        return new(
            Module,
            [.. Sources.Select((path, i) => new ModuleSource(path, Language(path), ObjectPath(folder, path, i), []))],
            Path.Combine(folder, $"lib{Module}.a"), Path.Combine(folder, $"{Module}.symbols.json"), options);
    }

    private static string ObjectPath(string folder, string source, int index) =>
        Path.Combine(folder, index == 0 ? $"{Path.GetFileName(source)}.o" : $"{index}.{Path.GetFileName(source)}.o");

    // The same sources loaded with the same options use the same objects, and no others do.
    private string FolderKey(CompileOptions options)
    {
        string identity = string.Join('\n', [.. Sources, options.ToString()]);
        return XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(identity)).ToString("x16", null);
    }

    private static bool IsSource(string path) => HasEnding(path, IrEndings) || HasEnding(path, CEndings);

    private static SourceLanguage Language(string path) => HasEnding(path, IrEndings) ? SourceLanguage.Ir : SourceLanguage.C;

    private static bool HasEnding(string path, string[] endings) => endings.Contains(Path.GetExtension(path).ToLowerInvariant());

    private static string NameOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return Path.GetExtension(path) == ".a" && name.StartsWith("lib", StringComparison.Ordinal) ? name[3..] : name;
    }

    private static ModuleContent FindBuilt(string module)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        string[] found = [.. Directory.EnumerateFiles(Environment.CurrentDirectory, $"lib{module}.a", options)];
        string newest = found.MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new GraftException(DiagnosticCatalog.Usage.At(
                $"no lib{module}.a lies below this folder; build the project of module '{module}' first, or name its files"));
        int different = found.DistinctBy(path => XxHash128.HashToUInt128(File.ReadAllBytes(path))).Count();
        string shown = Path.GetRelativePath(Environment.CurrentDirectory, newest);
        return new(module, [newest], [])
        {
            Notices = different == 1 ? [] : [DiagnosticCatalog.SeveralArchives.At(
                $"of {different} different archives lib{module}.a below this folder ./{shown} is loaded, which is the newest; name the file to have another one")],
        };
    }
}
