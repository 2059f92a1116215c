using System.IO.Hashing;
using System.Text;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Programs;

/// <summary>
/// What is made of a program: objects and archives, and what the system's linker makes of those. Kept under <c>artifacts</c> by the content of all
/// that they come from, since compiling takes longer than everything else here.
/// </summary>
/// <param name="Files">Objects and archives, in link order.</param>
/// <param name="Native">The natively linked program.</param>
internal sealed record ProgramBuild(IReadOnlyList<string> Files, string Native)
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "artifacts", "programs");

    private static readonly string Compiler = InstalledLlvm.Tool("clang");

    /// <summary>Builds a program, as far as it has changed.</summary>
    public static async Task<ProgramBuild> MakeAsync(TestProgram program)
    {
        Directory.CreateDirectory(Folder);
        List<string> files = [];
        foreach (string source in program.Sources)
            files.Add(await CompileAsync(source));
        foreach (string archive in program.Archives)
            files.Add(await ArchiveAsync(archive));
        string[] mode = program.Header.Flags.Contains("-fno-pic") ? ["-no-pie"] : [];
        return new(files, await LinkAsync(program, files, mode));
    }

    private static Task<string> CompileAsync(string source)
    {
        var header = ProgramHeader.Read(source);
        string[] language = source.EndsWith(".cpp", StringComparison.Ordinal) && !header.Flags.Any(f => f.StartsWith("-std=", StringComparison.Ordinal))
            ? ["-std=c++20"]
            : [];
        string[] flags = [.. language, .. header.Flags];
        var inputs = Directory.GetFiles(Path.GetDirectoryName(source)!, "*.h").Order(StringComparer.Ordinal).Append(source);
        return KeptAsync(Path.GetFileNameWithoutExtension(source), ".o", flags, inputs,
            output => Toolchain.RunAsync(Compiler, Path.GetDirectoryName(source)!, ["-c", "-w", .. flags, Path.GetFileName(source), "-o", output]));
    }

    private static async Task<string> ArchiveAsync(string folder)
    {
        List<string> members = [];
        foreach (string source in TestProgram.SourcesIn(folder))
            members.Add(await CompileAsync(source));
        return await KeptAsync(Path.GetFileName(folder), ".a", [], members,
            output => Toolchain.RunAsync(InstalledLlvm.Tool("llvm-ar"), Folder, ["rcsD", output, .. members]));
    }

    // In a group, as the order of archives does not matter to Graft.
    private static Task<string> LinkAsync(TestProgram program, List<string> files, string[] mode) =>
        KeptAsync(Path.GetFileName(program.Name), "", mode, files, output => Toolchain.RunAsync(Compiler, Folder,
            [.. mode, "-w", "-Wl,--start-group", .. files, "-Wl,--end-group", "-lstdc++", "-lm", "-lpthread", "-o", output]));

    /// <summary>Gives the file that was made of the same inputs before, or makes it.</summary>
    private static async Task<string> KeptAsync(
        string name, string ending, string[] options, IEnumerable<string> inputs, Func<string, Task> make)
    {
        var digest = new XxHash128();
        digest.Append(Encoding.UTF8.GetBytes(string.Join('\n', [Compiler, .. options])));
        foreach (string input in inputs)
            digest.Append(await File.ReadAllBytesAsync(input));
        string path = Path.Combine(Folder, $"{name}-{digest.GetCurrentHashAsUInt128():x32}{ending}");
        if (File.Exists(path))
            return path;
        string unfinished = $"{path}.{Guid.NewGuid():N}";
        await make(unfinished);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }
}
