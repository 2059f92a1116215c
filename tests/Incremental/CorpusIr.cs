using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Incremental;

/// <summary>Textual IR of Lua's and SQLite's sources, with clang's passes off, made once and kept under <c>artifacts</c>.</summary>
internal static class CorpusIr
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>The IR of a source.</summary>
    /// <param name="project"><c>lua</c> or <c>sqlite</c>.</param>
    /// <param name="source">File name of a source of it.</param>
    public static async Task<string> GetAsync(string project, string source)
    {
        await OneAtATime.WaitAsync();
        try
        {
            string corpus = Path.Combine(SourceTree.Root, "artifacts", "corpus");
            string input = Path.Combine(corpus, project, source);
            if (!File.Exists(input))
                await Toolchain.RunAsync("bash", SourceTree.Root, "eng/corpus.sh", project);
            string folder = Path.Combine(corpus, "ir", InstalledLlvm.Tool("clang"));
            string output = Path.Combine(folder, source + ".ll");
            Directory.CreateDirectory(folder);
            if (!File.Exists(output) || File.GetLastWriteTimeUtc(output) < File.GetLastWriteTimeUtc(input))
                await CompileAsync(input, output);
            return await File.ReadAllTextAsync(output);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static async Task CompileAsync(string input, string output)
    {
        string unfinished = $"{output}.{Environment.ProcessId}";
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), Path.GetDirectoryName(input)!, "-S", "-emit-llvm", "-w", "-O1",
            "-Xclang", "-disable-llvm-passes", "-fno-discard-value-names", "-fPIE", input, "-o", unfinished);
        File.Move(unfinished, output, overwrite: true);
    }
}
