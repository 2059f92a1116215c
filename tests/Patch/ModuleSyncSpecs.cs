using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>What a late runtime lacks comes as one generation, as far as it can come.</summary>
public sealed class ModuleSyncSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-sync-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 60_000)]
    public async Task Modules_in_a_cycle_come_as_one_generation_and_what_cannot_come_keeps_none_of_them()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        LoadModuleRequest[] requests =
        [
            await ModuleAsync(scene, "a", "long b(void); long a(void) { return 1; } long ab(void) { return b() * 10 + a(); }"),
            new(scene.Name, "gone", [Path.Combine(_folder, "gone.o")]),
            await ModuleAsync(scene, "b", "long a(void); long b(void) { return 2; } long ba(void) { return a() * 10 + b(); }"),
            await ModuleAsync(scene, "twice", "long a(void) { return 3; }"),
        ];

        var results = ModuleSync.Load(agent, requests);
        Assert.Equal([true, false, true, false], results.Select(result => result.Succeeded));
        Assert.Equal(DiagnosticCatalog.FileAccess.Code, Assert.Single(results[1].Diagnostics).Code);
        Assert.Equal(DiagnosticCatalog.DuplicateSymbol.Code, Assert.Single(results[3].Diagnostics).Code);
        Assert.Equal(["a, b"], scene.Runtime.GetHistory().Select(record => record.Module));
        Assert.Equal((21, 12), (scene.Call("ab"), scene.Call("ba")));

        Assert.Equal([1L], scene.Runtime.Undo().Reverses);
        scene.Runtime.Redo();
        Assert.Equal((21, 12), (scene.Call("ab"), scene.Call("ba")));
    }

    private async Task<LoadModuleRequest> ModuleAsync(Scene scene, string name, string source)
    {
        string path = Path.Combine(_folder, $"{name}.o");
        await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(source, "-O1", "-fPIC"));
        return new(scene.Name, name, [path]);
    }
}
