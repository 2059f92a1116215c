using Graft.Client;

namespace Graft.Tests.Runtimes;

/// <summary>A field that waits for a symbol is filled when that comes, unless its memory was given back meanwhile: then it is somebody else's.</summary>
public sealed class LateFieldSpecs
{
    private const string Waiting = "extern long late; long f(void) { return late; }";

    [Fact(Timeout = 60_000)]
    public async Task A_field_of_code_that_was_freed_is_not_filled_when_its_symbol_comes()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, UndoDepth = 0 });
        await LoadAsync(scene, "m", "long f(void) { return 1; }");
        Assert.Equal(1, (await LoadAsync(scene, "m", Waiting)).Waiting);
        await LoadAsync(scene, "m", "long f(void) { return 3; }");
        scene.Runtime.DeclareQuiescence();
        await LoadAsync(scene, "n", "int n;");
        await LoadAsync(scene, "n", "extern char **environ; int n; long where(void) { return (long)&environ; }"); // where the freed patch was
        long where = scene.Call("where");

        await LoadAsync(scene, "late", "long late = 5;");

        Assert.Equal(where, scene.Call("where"));
        Assert.Equal(3, scene.Call("f"));
        await LoadAsync(scene, "m", Waiting);
        Assert.Equal(5, scene.Call("f"));
    }

    private static async Task<LoadModuleResult> LoadAsync(Scene scene, string module, string source)
    {
        var result = await ObjectModule.LoadAsync(scene, module, source);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }
}
