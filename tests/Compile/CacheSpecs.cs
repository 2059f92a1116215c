using System.Security.Cryptography;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Protocol;
using Xunit;

namespace Graft.Tests.Compile;

/// <summary>Builds in different folders that share a cache.</summary>
public sealed class CacheSpecs : IDisposable, IAsyncLifetime
{
    private const string Ir = "define i32 @answer() {\n  ret i32 42\n}\n";

    private readonly TestFolder _cache = new();
    private readonly WorkerPool _pool = new(new WorkerPoolOptions { Limit = 2 });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _pool.DisposeAsync();

    public void Dispose() => _cache.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task A_clean_build_with_a_warm_cache_starts_no_compiler_and_gives_the_same_bytes()
    {
        byte[] compiled = await BuildAsync(Ir, ["a.ll"], []);
        await using var unused = new WorkerPool();
        using var scene = Scene(unused);
        scene.Add("a.ll", Ir);
        var result = await scene.BuildAsync();
        Assert.Equal(["a.ll"], result.FromCache.Select(Path.GetFileName));
        Assert.Equal(compiled, await File.ReadAllBytesAsync(scene.Object("a.ll")));
        Assert.Equal(0, unused.Alive);
    }

    [Fact(Timeout = 60_000)]
    public async Task Other_text_another_name_or_other_options_are_other_actions()
    {
        await BuildAsync(Ir, ["a.ll"], []);
        await BuildAsync(Ir.Replace("42", "43", StringComparison.Ordinal), ["a.ll"], []);
        await BuildAsync(Ir, ["b.ll"], [], name: "b.ll");
        await BuildAsync(Ir, ["a.ll"], [], options => options with { OptimizationLevel = 2 });
        await BuildAsync(Ir, ["a.ll"], [], options => options with { Patchable = true });
        await BuildAsync(Ir, ["a.ll"], [], options => options with { DirectCalls = false });
        await BuildAsync(Ir, [], ["a.ll"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Blobs_are_named_by_their_content_and_results_lie_beside_them()
    {
        await BuildAsync(Ir, ["a.ll"], []);
        string blob = Assert.Single(Files("cas"));
        string result = Assert.Single(Files("ac"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(blob))), Path.GetFileName(blob));
        Assert.All([blob, result], path => Assert.Equal(Path.GetFileName(path)[..2], Path.GetFileName(Path.GetDirectoryName(path))));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("ac")]
    [InlineData("cas")]
    public async Task A_flipped_bit_anywhere_is_a_miss_and_never_a_wrong_object(string kind)
    {
        byte[] compiled = await BuildAsync(Ir, ["a.ll"], []);
        string path = Assert.Single(Files(kind));
        byte[] whole = await File.ReadAllBytesAsync(path);
        var cache = new ActionCache(_cache.Path, 1 << 30);
        var action = new CompileAction(new(Path.GetFileName(Assert.Single(Files("ac"))), 0));
        Assert.Equal(compiled, cache.Find(action)!.ObjectFile.ToArray());
        int step = Math.Max(1, whole.Length / 100);
        for (int i = 0; i < whole.Length; i += step)
        {
            whole[i] ^= (byte)(1 << (i % 8));
            await File.WriteAllBytesAsync(path, whole);
            Assert.Null(cache.Find(action));
            whole[i] ^= (byte)(1 << (i % 8));
        }

        await File.WriteAllBytesAsync(path, whole.AsMemory(..^1));
        Assert.Null(cache.Find(action));
        Assert.Equal(compiled, await BuildAsync(Ir, ["a.ll"], []));
        Assert.Equal(compiled, await BuildAsync(Ir, [], ["a.ll"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task Warnings_come_out_of_the_cache_too()
    {
        var action = new CompileAction(ContentDigest.Of("action"u8));
        var warning = DiagnosticCatalog.CompilerWarning.At("stack frame", "a.ll", 3, 4);
        var cache = new ActionCache(_cache.Path, 1 << 30);
        cache.Add(action, new CompileReply(new byte[] { 1, 2, 3 }, [warning]));
        Assert.Equal([warning], new ActionCache(_cache.Path, 1 << 30).Find(action)!.Diagnostics);
        await Task.CompletedTask;
    }

    [Fact(Timeout = 60_000)]
    public async Task Beyond_the_limit_what_was_not_used_for_longest_goes()
    {
        byte[] content = new byte[1 << 16];
        var actions = Enumerable.Range(0, 40).Select(i => new CompileAction(ContentDigest.Of([(byte)i]))).ToList();
        var cache = new ActionCache(_cache.Path, 20 << 16);
        foreach (var (action, i) in actions.Select((action, i) => (action, i)))
        {
            content[0] = (byte)i;
            cache.Add(action, new CompileReply(content.ToArray(), []));
            await Task.Delay(5);
            Assert.NotNull(cache.Find(actions[0])); // used all the time, and so never the oldest
        }

        Assert.InRange(Files("cas").Concat(Files("ac")).Sum(path => new FileInfo(path).Length), 10 << 16, 22 << 16);
        Assert.Null(cache.Find(actions[1]));
        Assert.NotNull(cache.Find(actions[^1]));
    }

    [Fact(Timeout = 60_000)]
    public async Task Builds_at_once_share_a_cache()
    {
        var sources = Enumerable.Range(0, 8).Select(i => Ir.Replace("42", $"{i % 4}", StringComparison.Ordinal)).ToList();
        await Parallel.ForEachAsync(sources, async (source, token) =>
        {
            using var scene = Scene(_pool);
            scene.Add("a.ll", source);
            Assert.True((await scene.BuildAsync(token)).Succeeded);
        });
        Assert.Equal(4, Files("ac").Count());
        Assert.Equal(4, Files("cas").Count());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cache_that_cannot_be_written_is_a_warning()
    {
        using var scene = Scene(_pool);
        scene.Options = scene.Options with { Cache = new(_cache.Write("file", "")) };
        scene.Add("a.ll", Ir);
        var result = await scene.BuildAsync();
        Assert.True(result.Succeeded);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("GRAFT1011", DiagnosticSeverity.Warning, _cache.File("file")), (warning.Code, warning.Severity, warning.File));
    }

    private IEnumerable<string> Files(string kind) => Directory.Exists(_cache.File(kind))
        ? Directory.EnumerateFiles(_cache.File(kind), "*", SearchOption.AllDirectories) : [];

    private BuildScene Scene(WorkerPool pool)
    {
        var scene = new BuildScene(pool);
        scene.Options = scene.Options with { Cache = new(_cache.Path) };
        return scene;
    }

    private async Task<byte[]> BuildAsync(
        string ir, string[] compiled, string[] cached, Func<CompileOptions, CompileOptions>? change = null, string name = "a.ll")
    {
        using var scene = Scene(_pool);
        scene.Options = change?.Invoke(scene.Options) ?? scene.Options;
        scene.Add(name, ir);
        var result = await scene.BuildAsync();
        Assert.Empty(result.Diagnostics);
        Assert.Equal(compiled, BuildScene.CompiledBy(result));
        Assert.Equal(cached, result.FromCache.Select(Path.GetFileName));
        return await File.ReadAllBytesAsync(scene.Object(name));
    }
}
