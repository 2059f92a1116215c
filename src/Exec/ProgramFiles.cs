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
    /// <param name="arguments">The command line.</param>
    /// <param name="diagnostics">Gets what there is to say.</param>
    public static IReadOnlyList<ObjectInput> Load(ExecArguments arguments, DiagnosticBag diagnostics)
    {
        if (!arguments.Files.Any(IsSource))
            return InputFiles.LoadNeeded(arguments.Files, [arguments.Entry], diagnostics);
        string folder = Directory.CreateTempSubdirectory("graft-exec-").FullName;
        try
        {
            var built = Compile(arguments, folder);
            diagnostics.AddRange(built.Diagnostics);
            var placed = arguments.Files.Select((path, i) => Placed(path, i, folder));
            return built.Succeeded ? InputFiles.LoadNeeded(placed, [arguments.Entry], diagnostics) : [];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BuildModuleResult Compile(ExecArguments arguments, string folder)
    {
        var sources = arguments.Files.Select((path, i) => (path, i)).Where(file => IsSource(file.path));
        var request = new BuildModuleRequest(
            "program",
            [.. sources.Select(file => new ModuleSource(
                Path.GetFullPath(file.path), Language(file.path), Placed(file.path, file.i, folder),
                HasEnding(file.path, CEndings) ? arguments.ClangArguments : []))],
            Path.Combine(folder, "libprogram.a"), Path.Combine(folder, "program.symbols.json"),
            new CompileOptions(arguments.OptimizationLevel));
        return CompileAsync(request).GetAwaiter().GetResult();
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
