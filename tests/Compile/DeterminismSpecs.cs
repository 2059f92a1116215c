using Graft.Engine.Compile;

namespace Graft.Tests.Compile;

[Collection(CompileCollection.Name)]
public sealed class DeterminismSpecs(CompileFixture fixture)
{
    private const string Source = """
        static int counter;
        static const char *names[] = { "one", "two", "three" };
        const char *file(void) { return __FILE__; }
        int step(int by) { counter += by; return counter; }
        const char *name(int i) { return names[i]; }
        """;

    [Fact(Timeout = 120_000)]
    public async Task Another_folder_another_pool_and_another_run_give_the_same_bytes()
    {
        await using var otherPool = new WorkerPool(new WorkerPoolOptions { Limit = 1 });
        byte[] first = await BuildAsync(fixture.Pool);
        byte[] again = await BuildAsync(fixture.Pool);
        byte[] elsewhere = await BuildAsync(otherPool);

        Assert.Equal(first, again);
        Assert.Equal(first, elsewhere);
    }

    private static async Task<byte[]> BuildAsync(WorkerPool pool)
    {
        using var scene = new BuildScene(pool);
        scene.Add("source.c", Source);
        var result = await scene.BuildAsync();
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return await File.ReadAllBytesAsync(scene.Archive);
    }
}
