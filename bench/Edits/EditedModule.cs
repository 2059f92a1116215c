using System.Diagnostics;
using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Bench.Edits;

/// <summary>A module of one source that is edited, built and patched over and over, in this process as in an engine host.</summary>
internal sealed class EditedModule : IAsyncDisposable
{
    private const string Name = "edited";

    private readonly string _source;
    private readonly string _runtime;
    private readonly BuildModuleRequest _build;
    private readonly WorkerPool _pool = new();
    private readonly SourceStates _sources = new();
    private readonly PendingOutputs _outputs = new();

    /// <param name="folder">An empty folder for the module's files.</param>
    /// <param name="runtime">The runtime that is patched.</param>
    public EditedModule(string folder, string runtime)
    {
        _source = Path.Combine(folder, "edited.ll");
        _runtime = runtime;
        _build = new BuildModuleRequest(
            Name,
            [new ModuleSource(_source, SourceLanguage.Ir, Path.Combine(folder, "edited.o"), [])],
            Path.Combine(folder, "libedited.a"),
            Path.Combine(folder, "edited.symbols.json"),
            new CompileOptions(OptimizationLevel: 1, Patchable: true))
        { DefersFiles = true };
    }

    public async ValueTask DisposeAsync()
    {
        await _outputs.DisposeAsync().ConfigureAwait(false);
        await _sources.DisposeAsync().ConfigureAwait(false);
        await _pool.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Saves a text, which is not measured, then brings it to life.</summary>
    /// <exception cref="InvalidOperationException">It could not be built or loaded.</exception>
    public async Task<EditTimes> ApplyAsync(ReadOnlyMemory<byte> text)
    {
        await File.WriteAllBytesAsync(_source, text).ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        var build = await ModuleBuilder.BuildAsync(_build, _pool, _sources, _outputs, CancellationToken.None).ConfigureAwait(false);
        Require(build.Diagnostics);
        using var agent = AgentConnection.Connect(_runtime);
        var load = ModuleLoader.Load(agent, new LoadModuleRequest(_runtime, Name, [_build.Archive]), _outputs);
        Require(load.Diagnostics);
        double whole = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        Require(await _outputs.FinishAsync(_build.Archive).ConfigureAwait(false));
        return new(whole, build, load, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static void Require(IReadOnlyList<Diagnostic> diagnostics)
    {
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException(error.ToString());
    }
}
