using Graft.Tests.Compile;

namespace Graft.Tests.Link;

/// <summary>
/// Lua's and SQLite's objects, compiled once and kept under <c>artifacts</c>: <c>pic</c> with -fPIC, <c>static</c> without.
/// </summary>
internal static class CorpusObjects
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Paths of all objects of a project.</summary>
    public static async Task<IReadOnlyList<string>> GetAsync(string project, string model)
    {
        await OneAtATime.WaitAsync();
        try
        {
            string corpus = Path.Combine(SourceTree.Root, "artifacts", "corpus");
            if (!Directory.Exists(Path.Combine(corpus, project)))
                await Toolchain.RunAsync("bash", SourceTree.Root, "eng/corpus.sh", project);
            string objects = Path.Combine(corpus, "objects", model, project);
            Directory.CreateDirectory(objects);
            var sources = Directory.GetFiles(Path.Combine(corpus, project), "*.c").Order(StringComparer.Ordinal);
            return await Task.WhenAll(sources.Select(source => CompileAsync(source, objects, model)));
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static async Task<string> CompileAsync(string source, string folder, string model)
    {
        string output = Path.Combine(folder, Path.GetFileNameWithoutExtension(source) + ".o");
        if (File.Exists(output) && File.GetLastWriteTimeUtc(output) >= File.GetLastWriteTimeUtc(source))
            return output;
        string unfinished = $"{output}.{Environment.ProcessId}";
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), folder, "-c", "-w", "-O2", model == "pic" ? "-fPIC" : "-fno-pic",
            "-ffunction-sections", "-fdata-sections", source, "-o", unfinished);
        File.Move(unfinished, output, overwrite: true);
        return output;
    }
}
