using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Exec;

/// <summary>A program's files as objects: sources are compiled first, and what that leaves behind is removed.</summary>
internal static class ProgramFiles
{
    private static readonly string[] IrEndings = [".ll", ".bc"];
    private static readonly string[] CEndings = [".c", ".cc", ".cpp", ".cxx"];
    private static readonly string[] ObjectEndings = [".o", ".obj", ".a"];

    /// <summary>Whether an operand is a file that belongs to the program, and no argument of it.</summary>
    public static bool IsLinkable(string operand) =>
        (HasEnding(operand, ObjectEndings) || IsSource(operand)) && File.Exists(operand);

    /// <summary>Loads the objects, in the order of the files, and what they need of archives.</summary>
    /// <param name="files">Objects, archives and sources.</param>
    /// <param name="roots">Symbols that archives must give besides those that the objects want.</param>
    /// <param name="options">How sources are compiled.</param>
    /// <param name="clangArguments">More arguments for C and C++.</param>
    /// <param name="diagnostics">Gets what there is to say.</param>
    public static IReadOnlyList<ObjectInput> Load(
        IReadOnlyList<string> files, IReadOnlyList<string> roots, CompileOptions options, IReadOnlyList<string> clangArguments,
        DiagnosticBag diagnostics)
    {
        if (!files.Any(IsSource))
            return InputFiles.LoadNeeded(files, roots, diagnostics);
        string folder = Directory.CreateTempSubdirectory("graft-exec-").FullName;
        try
        {
            var built = CompileAsync(MakeRequest(files, options, clangArguments, folder)).GetAwaiter().GetResult();
            diagnostics.AddRange(built.Diagnostics);
            return built.Succeeded ? LoadBuilt(files, roots, folder, diagnostics) : [];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BuildModuleRequest MakeRequest(
        IReadOnlyList<string> files, CompileOptions options, IReadOnlyList<string> clangArguments, string folder)
    {
        var sources = files.Select((path, i) => (path, i)).Where(file => IsSource(file.path));
        return new(
            "program",
            [.. sources.Select(file => new ModuleSource(
                Path.GetFullPath(file.path), Language(file.path), Placed(file.path, file.i, folder),
                HasEnding(file.path, CEndings) ? clangArguments : []))],
            Archive: "", SymbolList: "", options);
    }

    // The objects of sources are gone when a message is read: it names the source.
    private static IReadOnlyList<ObjectInput> LoadBuilt(
        IReadOnlyList<string> files, IReadOnlyList<string> roots, string folder, DiagnosticBag diagnostics)
    {
        string[] placed = [.. files.Select((path, i) => Placed(path, i, folder))];
        return [.. InputFiles.LoadNeeded(placed, roots, diagnostics).Select(
            input => Array.IndexOf(placed, input.Path) is >= 0 and var file ? input.WithPath(files[file]) : input)];
    }

    private static async Task<BuildModuleResult> CompileAsync(BuildModuleRequest request)
    {
        await using var workers = new WorkerPool();
        return await ModuleBuilder.BuildAsync(request, workers, CancellationToken.None).ConfigureAwait(false);
    }

    // Two sources of one name get folders of their own: the object's name is what diagnostics say.
    private static string Placed(string path, int index, string folder) =>
        IsSource(path) ? Path.Combine(folder, index.ToString(null, null), Path.GetFileName(path) + ".o") : path;

    private static bool IsSource(string path) => HasEnding(path, IrEndings) || HasEnding(path, CEndings);

    private static SourceLanguage Language(string path) => HasEnding(path, IrEndings) ? SourceLanguage.Ir : SourceLanguage.C;

    private static bool HasEnding(string path, string[] endings)
    {
        var ending = Path.GetExtension(path.AsSpan());
        foreach (string known in endings)
        {
            if (ending.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
