using Graft.Client;

namespace Graft.Tests.Runtimes;

/// <summary>A name that was a function's and is a variable's now: who was linked for the function goes on calling it.</summary>
public sealed class NameChangesKindSpecs
{
    private static readonly string[] WithEntries = ["-O1", "-fPIC", "-ffunction-sections", "-fpatchable-function-entry=8", "-falign-functions=16"];

    [Theory(Timeout = 60_000)]
    [InlineData(0)]
    [InlineData(8)]
    public async Task The_old_function_stays_callable_until_the_name_is_a_function_again(int undoDepth)
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, UndoDepth = undoDepth });
        await LoadAsync(scene, "m", "long f(void) { return 1; } long other(void) { return 1; }");
        await LoadAsync(scene, "m", "long f(void) { return 2; } long other(void) { return 1; }");
        await LoadAsync(scene, "caller", "long f(void); long call(void) { return f() + 10; }");

        await LoadAsync(scene, "m", "long f = 7; long other(void) { return 1; }");
        scene.Runtime.DeclareQuiescence();
        await LoadAsync(scene, "n", "long g(void) { return 3; }"); // where freed code would have been
        Assert.Equal(12, scene.Call("call"));
        if (undoDepth > 0)
        {
            scene.Runtime.Undo(4);
            Assert.Equal(12, scene.Call("call"));
            scene.Runtime.Redo();
            Assert.Equal(12, scene.Call("call"));
        }

        await LoadAsync(scene, "m", "long f(void) { return 5; } long other(void) { return 1; }");
        scene.Runtime.DeclareQuiescence();
        await LoadAsync(scene, "n", "long g(void) { return 4; }");
        Assert.Equal(15, scene.Call("call"));
    }

    private static async Task<LoadModuleResult> LoadAsync(Scene scene, string module, string source)
    {
        var result = await ObjectModule.LoadAsync(scene, module, source, WithEntries);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }
}
