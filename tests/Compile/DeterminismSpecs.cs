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

    [Fact(Timeout = 60_000)]
    public async Task Bitcode_gives_what_its_text_gives()
    {
        string text = fixture.Folder.Write("same.ll", "@x = global i32 1\ndefine i32 @f() {\n  %v = load i32, ptr @x\n  ret i32 %v\n}\n");
        string bitcode = fixture.Folder.File("same.bc");
        await CliWrap.Cli.Wrap(InstalledLlvm.Tool("llvm-as")).WithArguments([text, "-o", bitcode]).ExecuteAsync();

        Assert.Equal(await CompileAsync(text), await CompileAsync(bitcode));
    }

    private async Task<byte[]> CompileAsync(string path)
    {
        var job = new CompileJob("/somewhere/same", await File.ReadAllBytesAsync(path), OptimizationLevel: 2, Patchable: false);
        return (await fixture.Pool.CompileAsync(job, "", CancellationToken.None)).ObjectFile.ToArray();
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
