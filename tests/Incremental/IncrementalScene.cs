using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Tests.Compile;

namespace Graft.Tests.Incremental;

/// <summary>A module of one source that is edited and built over and over, as a host or as builds that do not know of each other do it.</summary>
internal sealed class IncrementalScene(WorkerPool pool, string source, int level) : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly PendingOutputs _outputs = new();
    private SourceStates? _states = new();
    private int _builds;

    public CompileOptions Options { get; init; } = new(level, Patchable: true);

    /// <summary>The archive, the object and the symbol list of the last build.</summary>
    public IReadOnlyList<byte[]> Outputs => OutputsIn("edited");

    public string ObjectPath => _folder.File($"edited/obj/{source}.o");

    /// <summary>From now on each build is by a host that knows nothing yet.</summary>
    public async Task RestartAsync()
    {
        await _states!.DisposeAsync();
        _states = new SourceStates();
    }

    /// <summary>From now on there is no host.</summary>
    public async Task WithoutHostAsync()
    {
        await _states!.DisposeAsync();
        _states = null;
    }

    /// <summary>Builds; every other time files are put off, as for an edit that is loaded at once, and written then.</summary>
    public Task<BuildModuleResult> BuildAsync(string text) => BuildAsync("edited", text, _states, Options);

    /// <summary>Builds in a folder of its own, as if for the first time.</summary>
    public async Task<IReadOnlyList<byte[]>> CleanAsync(string text)
    {
        if (Directory.Exists(_folder.File("clean")))
            Directory.Delete(_folder.File("clean"), recursive: true);
        var result = await BuildAsync("clean", text, null, Options with { Cache = CacheChoice.None });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return OutputsIn("clean");
    }

    public async ValueTask DisposeAsync()
    {
        await _outputs.DisposeAsync();
        if (_states is not null)
            await _states.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<BuildModuleResult> BuildAsync(string folder, string text, SourceStates? states, CompileOptions options)
    {
        string path = _folder.Write($"{folder}/{source}", text);

        // What is written in the instant in which it is compiled counts as changed meanwhile.
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
        var language = source.EndsWith(".ll", StringComparison.Ordinal) ? SourceLanguage.Ir : SourceLanguage.C;
        var module = new ModuleSource(path, language, _folder.File($"{folder}/obj/{source}.o"), []);
        var request = new BuildModuleRequest("scene", [module], _folder.File($"{folder}/libscene.a"), _folder.File($"{folder}/scene.json"), options)
        {
            DefersFiles = _builds++ % 2 == 1,
        };
        var result = await ModuleBuilder.BuildAsync(request, pool, states, _outputs, CancellationToken.None);
        Assert.Empty(await _outputs.FinishAsync(request.Archive));
        return result;
    }

    private IReadOnlyList<byte[]> OutputsIn(string folder) =>
        [.. new[] { "libscene.a", $"obj/{source}.o", "scene.json" }.Select(file => File.ReadAllBytes(_folder.File($"{folder}/{file}")))];
}
