using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;

namespace Graft.Tests.Compile;

/// <summary>A project in a folder of its own, built by a pool.</summary>
internal sealed class BuildScene(WorkerPool pool) : IDisposable
{
    private readonly List<ModuleSource> _sources = [];

    public TestFolder Folder { get; } = new();

    public CompileOptions Options { get; set; } = new(OptimizationLevel: 1);

    public string Lock => Folder.File("scene.lock");

    public double LockSeconds { get; set; } = 60;

    public string Archive => Folder.File("bin/libscene.a");

    public string SymbolList => Folder.File("bin/scene.symbols.json");

    public string Object(string source) => Folder.File($"obj/{source}.o");

    public string Add(string name, string text, params string[] clangArguments)
    {
        string path = Folder.Write(name, text);
        var language = name.EndsWith(".ll", StringComparison.Ordinal) ? SourceLanguage.Ir : SourceLanguage.C;
        _sources.Add(new ModuleSource(path, language, Object(name), clangArguments));
        return path;
    }

    public void Remove(string name) => _sources.RemoveAll(source => source.Path == Folder.File(name));

    public Task<BuildModuleResult> BuildAsync(CancellationToken cancellationToken = default) =>
        ModuleBuilder.BuildAsync(
            new BuildModuleRequest("scene", _sources, Archive, SymbolList, Options) { Lock = Lock, LockSeconds = LockSeconds }, pool, cancellationToken);

    public static IEnumerable<string> CompiledBy(BuildModuleResult result) => result.Compiled.Select(path => Path.GetFileName(path));

    public void Dispose() => Folder.Dispose();
}
