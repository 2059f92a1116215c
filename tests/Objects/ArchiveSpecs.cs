using Graft.Engine.Objects;
using Graft.Engine.Objects.Archive;
using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Objects;

/// <summary>Our archives are those of llvm-ar, and the other way round.</summary>
public class ArchiveSpecs : IDisposable
{
    private const string LongName = "a-name-longer-than-a-header-holds.o";
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-ar-").FullName;

    [Fact(Timeout = 60_000)]
    public async Task Other_tools_read_what_we_write()
    {
        var (names, contents) = await ObjectsAsync();
        await File.WriteAllBytesAsync(Path.Combine(_folder, "lib.a"), Write(names, contents));
        Assert.Equal(names, Lines(await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-ar"), _folder, "t", "lib.a")));
        await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-ar"), _folder, "x", "--output=.", "lib.a");
        for (int i = 0; i < names.Length; i++)
            Assert.Equal(contents[i], await File.ReadAllBytesAsync(Path.Combine(_folder, names[i])));
        string index = await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-nm"), _folder, "--print-armap", "lib.a");
        Assert.Contains($"two in {LongName}", index, StringComparison.Ordinal);

        // The index leads a linker to the member that it needs.
        await File.WriteAllBytesAsync(Path.Combine(_folder, "main.o"), await Toolchain.CompileAsync("int two(void); int main(void) { return two(); }", "-O1"));
        await Toolchain.RunAsync(InstalledLlvm.Tool("ld.lld"), _folder, "-e", "main", "main.o", "lib.a", "-o", "program");
    }

    [Fact(Timeout = 60_000)]
    public async Task We_read_what_other_tools_write()
    {
        var (names, contents) = await ObjectsAsync();
        for (int i = 0; i < names.Length; i++)
            await File.WriteAllBytesAsync(Path.Combine(_folder, names[i]), contents[i]);
        await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-ar"), _folder, ["rcs", "lib.a", .. names]);
        var diagnostics = new DiagnosticBag();
        var inputs = InputFiles.Load([Path.Combine(_folder, "lib.a"), Path.Combine(_folder, names[0])], diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal([.. names, $"{names[0]}#2"], inputs.Select(input => input.Name));
        for (int i = 0; i < names.Length; i++)
            Assert.True(inputs[i].Bytes.Span.SequenceEqual(contents[i]));
    }

    [Fact(Timeout = 60_000)]
    public async Task Archives_are_the_same_bytes_each_time_and_as_llvm_ar_makes_them()
    {
        var (names, contents) = await ObjectsAsync();
        for (int i = 0; i < names.Length; i++)
            await File.WriteAllBytesAsync(Path.Combine(_folder, names[i]), contents[i]);
        await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-ar"), _folder, ["rcsD", "--format=gnu", "lib.a", .. names]);
        byte[] ours = Write(names, contents);
        Assert.Equal(ours, Write(names, contents));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, "lib.a")), ours);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_truncated_archive_is_reported()
    {
        var (names, contents) = await ObjectsAsync();
        byte[] archive = Write(names, contents);
        for (int length = 9; length < archive.Length - 1; length += 7)
        {
            var diagnostics = new DiagnosticBag();
            var members = ArchiveReader.Read("lib.a", archive.AsMemory(0, length), diagnostics).Members;
            Assert.True(members.Count < names.Length);
            Assert.All(diagnostics, d => Assert.Equal(DiagnosticCatalog.CorruptArchive.Code, d.Code));
        }
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static async Task<(string[] Names, byte[][] Contents)> ObjectsAsync() =>
    (
        ["one.o", LongName, "three.o"],
        [
            await Toolchain.CompileAsync("int one(void) { return 1; }", "-O1"),
            await Toolchain.CompileAsync("int two(void) { return 2; } static int local; int *p = &local;", "-O1"),
            await Toolchain.CompileAsync("int three[3]; __attribute__((weak)) int weak(void) { return 3; }", "-O1"),
        ]);

    private static byte[] Write(string[] names, byte[][] contents)
    {
        var diagnostics = new DiagnosticBag();
        var units = names.Select((name, i) => ObjectReader.Read(name, contents[i], diagnostics)!).ToList();
        return ArchiveWriter.Write(units, [.. contents.Select(c => (ReadOnlyMemory<byte>)c)]);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
