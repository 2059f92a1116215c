using Graft.Tests.Compile;

namespace Graft.Tests.Incremental;

/// <summary>
/// The law of incremental builds: after any sequence of edits object, archive and symbol list are byte for byte those of a clean build,
/// by a host that remembers, by one that was started anew, and without one.
/// </summary>
[Collection(CompileCollection.Name)]
public sealed class LawSpecs(CompileFixture fixture)
{
    [Theory(Timeout = 300_000)]
    [InlineData("lstrlib.c", 1, 20, 1)]
    [InlineData("lvm.c", 0, 20, 2)]
    [InlineData("lgc.c", 2, 12, 3)]
    public async Task Edits_of_Lua(string source, int level, int count, int seed) =>
        await CheckAsync(await CorpusIr.GetAsync("lua", source), level, count, seed, checkEvery: 1);

    [Fact(Timeout = 300_000)]
    public async Task Edits_of_SQLite() =>
        await CheckAsync(await CorpusIr.GetAsync("sqlite", "sqlite3.c"), level: 0, count: 6, seed: 4, checkEvery: 6);

    [Fact(Timeout = 120_000)]
    public async Task Edits_of_a_sample() =>
        await CheckAsync(await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "samples", "Cycle", "A", "a.ll")), level: 1, count: 15, seed: 5, checkEvery: 1);

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Flags_of_the_module_that_come_and_go(bool hasHost)
    {
        const string Function = "target triple = \"x86_64-pc-linux-gnu\"\n\ndefine i32 @f() {\n  ret i32 1\n}\n";
        const string Flags = "\n!llvm.module.flags = !{!0}\n\n!0 = !{i32 8, !\"cf-protection-branch\", i32 1}\n"; // code begins with endbr64
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level: 1);
        if (!hasHost)
            await scene.WithoutHostAsync();
        foreach (string text in (string[])[Function, Function + Flags, Function, Function + Flags.Replace("i32 1", "i32 0", StringComparison.Ordinal)])
        {
            Assert.True((await scene.BuildAsync(text)).Succeeded);
            var clean = await scene.CleanAsync(text);
            Assert.All(clean.Zip(scene.Outputs), pair => Assert.Equal(pair.First, pair.Second));
        }
    }

    private async Task CheckAsync(string text, int level, int count, int seed, int checkEvery)
    {
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level);
        var edits = new IrEdits(seed);
        Assert.True((await scene.BuildAsync(text)).Succeeded);
        for (int i = 1; i <= count; i++)
        {
            text = edits.Next(text);
            if (i % 5 == 0)
                await scene.RestartAsync();
            if (i == count)
                await scene.WithoutHostAsync();
            var result = await scene.BuildAsync(text);
            Assert.True(result.Succeeded, $"edit {i}, {edits.Last}: {string.Join('\n', result.Diagnostics)}");
            if (i % checkEvery != 0)
                continue;
            var clean = await scene.CleanAsync(text);
            Assert.All(clean.Zip(scene.Outputs), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second), $"edit {i}, {edits.Last}"));
        }
    }
}
