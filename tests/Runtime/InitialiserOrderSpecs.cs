using System.Runtime.InteropServices;
using System.Text;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes;

/// <summary>Initialisers and finalisers of the units of one link run in the order of a program that ld.lld linked.</summary>
public sealed class InitialiserOrderSpecs : IDisposable
{
    private const string Unit = """
        void note(const char *);
        int USED(void);
        int NAME(void) { return USED(); }
        #define TEXT2(x) #x
        #define TEXT(x) TEXT2(x)
        #define HOOK(kind, name) __attribute__((kind)) static void name(void) { note(#name " of " TEXT(NAME) "\n"); }
        HOOK(constructor, plain)
        HOOK(constructor(300), third)
        HOOK(constructor(200), second)
        HOOK(constructor(65000), last_numbered)
        HOOK(destructor, plain_end)
        HOOK(destructor(300), third_end)
        HOOK(destructor(200), second_end)
        """;

    private static StringBuilder _notes = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-order-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 60_000)]
    public async Task As_in_a_linked_program_whichever_unit_needs_which()
    {
        // Each unit needs the next, the last one nothing: the order of needs is against that of the link.
        string[] objects = [await CompileAsync("a", "b"), await CompileAsync("b", "c"), await CompileAsync("c", "none")];
        string expected = await RunLinkedAsync(objects);
        Assert.StartsWith("second of a\nsecond of b\nsecond of c\nthird of a\n", expected, StringComparison.Ordinal);

        string actual = Load(objects, patch: null);
        Assert.Equal(expected, actual);

        string patched = await CompileAsync("b", "a");
        Assert.Equal(expected, Load(objects, patched));
    }

    private static unsafe string Load(string[] objects, string? patch)
    {
        _notes = new();
        using (var scene = new Scene())
        {
            scene.Runtime.Export("note", (nint)(delegate* unmanaged[Cdecl]<nint, void>)&Note);
            using var agent = scene.Connect();
            var first = ModuleLoader.Load(agent, "m", [.. objects.Select(Input)]);
            Assert.Empty(first.Diagnostics);
            Assert.Equal(0, first.Waiting);
            if (patch is not null)
                Assert.Empty(ModuleLoader.Load(agent, "m", [.. objects.Select(path => Input(path == objects[1] ? patch : path))]).Diagnostics);
        }

        return _notes.ToString();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Note(nint text) => _notes.Append(Marshal.PtrToStringUTF8(text));

    private static ObjectInput Input(string path) => new(Path.GetFileName(path).Split('-')[0], File.ReadAllBytes(path));

    private async Task<string> CompileAsync(string name, string used)
    {
        string path = Path.Combine(_folder, $"{name}-{used}.o");
        string source = Unit.Replace("int USED(void);", used == "none" ? "" : $"int {used}(void);", StringComparison.Ordinal)
            .Replace("return USED()", used == "none" ? "return 0" : $"return {used}()", StringComparison.Ordinal);
        await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(source, "-O0", "-fPIC", $"-DNAME={name}"));
        return path;
    }

    private async Task<string> RunLinkedAsync(string[] objects)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "main.c"), """
            #include <string.h>
            #include <unistd.h>
            void note(const char *text) { write(1, text, strlen(text)); }
            int main(void) { return 0; }
            """);
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), _folder, [$"-fuse-ld={InstalledLlvm.Tool("lld")}", "main.c", .. objects, "-o", "program"]);
        return await Toolchain.RunAsync(Path.Combine(_folder, "program"), _folder);
    }
}
