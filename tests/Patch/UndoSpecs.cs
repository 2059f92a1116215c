using Graft.Client;
using Graft.Protocol;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>Objects of a compiler are taken back: constants, tables of pointers and static variables hold together.</summary>
public sealed class UndoSpecs
{
    private const string Source = """
        #include <stdio.h>
        #include <string.h>
        static int calls;
        static int change(int x) { return x + STEP; }
        static int (*const table[])(int) = { change, change };
        int (*stored)(int);
        const char *text(void) { static char line[32]; snprintf(line, sizeof line, "step " TEXT ", call %d", ++calls); return line; }
        long step(void) { if (!stored) stored = change; return table[calls & 1](0) * 1000 + stored(0) * 100 + (long)strlen(text()); }
        #if STEP > 1
        int fresh = 5;
        long extra(void) { return ++fresh; }
        #endif
        """;

    [Fact(Timeout = 60_000)]
    public async Task Versions_of_an_object_are_gone_through_in_both_directions()
    {
        using var scene = new Scene();
        await LoadAsync(scene, 1, "one");
        Assert.Equal(1100 + "step one, call 1".Length, scene.Call("step"));
        await LoadAsync(scene, 2, "two!");
        Assert.Equal(2200 + "step two!, call 2".Length, scene.Call("step"));
        Assert.Equal(6, scene.Call("extra"));

        scene.Runtime.Undo();
        Assert.Equal(1100 + "step one, call 3".Length, scene.Call("step"));
        Assert.Equal(7, scene.Call("extra")); // it stays, for those who have its address
        scene.Runtime.Redo();
        Assert.Equal(2200 + "step two!, call 4".Length, scene.Call("step"));
        Assert.Equal(8, scene.Call("extra"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Loading_after_an_undo_patches_forward_and_loading_what_is_live_does_nothing()
    {
        using var scene = new Scene();
        await LoadAsync(scene, 1, "one");
        await LoadAsync(scene, 2, "two!");
        scene.Runtime.Undo();
        long generation = scene.Runtime.Generation;
        var same = await LoadAsync(scene, 1, "one");
        Assert.Equal((0, 0, generation), (same.Added, same.Patched, same.Generation));
        var newest = await LoadAsync(scene, 2, "two!");
        Assert.Equal(generation + 1, newest.Generation);
        Assert.True(newest.Patched > 0, $"{newest}");
        Assert.Equal(2200 + "step two!, call 1".Length, scene.Call("step"));
    }

    private static async Task<LoadModuleResult> LoadAsync(Scene scene, int step, string text)
    {
        var result = await ObjectModule.LoadAsync(scene, "m", Source, "-O1", "-fPIC", $"-DSTEP={step}", $"-DTEXT=\"{text}\"");
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }
}
