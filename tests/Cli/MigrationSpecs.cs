namespace Graft.Tests.Cli;

/// <summary>Hooks and migrations of C sources that Graft compiles, in a runtime of its own process: <c>graft.h</c> is found without a word.</summary>
public sealed class MigrationSpecs
{
    private const string Hook = """
        #include <graft.h>
        int saving;
        int save(int now) { return saving = now; }
        int graft_before_patch(const struct graft_patch *patch) { return saving ? graft_veto("the game is being saved") : 0; }

        """;

    [Fact(Timeout = 120_000)]
    public async Task A_variable_grows_once_its_module_agrees_and_all_threads_stand()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("r");
        string game = scene.Write("game.c", Hook + "int score = 41; int next(void) { return ++score; }\n");
        (await scene.RunAsync("load", game, "-m", "game", "--patchable")).ShouldSucceed();
        Assert.Equal("42", (await scene.RunAsync("call", "next")).ShouldSucceed().Text);

        scene.Write("game.c", Hook + """
            void grow(const int *old, long *now) GRAFT_MIGRATION("score");
            void grow(const int *old, long *now) { *now = *old + 1000; }
            long score; int next(void) { return (int)++score; }

            """);
        (await scene.RunAsync("load", game, "-m", "game", "--patchable")).ShouldFail("GRAFT4027");
        Assert.Equal("1", (await scene.RunAsync("call", "save", "1")).ShouldSucceed().Text);
        (await scene.RunAsync("load", game, "-m", "game", "--patchable", "--synced")).ShouldFail("GRAFT4024");
        Assert.Equal("43", (await scene.RunAsync("call", "next")).ShouldSucceed().Text);

        Assert.Equal("0", (await scene.RunAsync("call", "save", "0")).ShouldSucceed().Text);
        Assert.Contains("synced", (await scene.RunAsync("load", game, "-m", "game", "--patchable", "--synced")).ShouldSucceed().Text, StringComparison.Ordinal);
        Assert.Equal("1044", (await scene.RunAsync("call", "next")).ShouldSucceed().Text);
        (await scene.RunAsync("undo")).ShouldFail("GRAFT4029");
    }
}
