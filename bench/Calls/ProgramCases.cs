using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Protocol;

namespace Graft.Bench.Calls;

/// <summary>SQLite's own benchmark with the size that it has of itself (a smaller one in a quick run), and Lua with scripts of ours, each compiled by Graft as patchable at -O1 and optimised at -O2.</summary>
/// <param name="options">Where sources come from and objects go.</param>
internal sealed class ProgramCases(BenchmarkOptions options)
{
    private static readonly (string Name, CompileOptions Options, double Limit)[] Builds =
    [
        ("patchable -O1", new(OptimizationLevel: 1, Patchable: true), 1.03),
        ("optimised -O2", new(OptimizationLevel: 2), 1.01),
    ];

    private readonly string _corpus = Path.GetFullPath(Path.Combine(options.Output, "..", "corpus"));

    /// <summary>All of them, compiled; sources that did not change are not compiled again.</summary>
    public async Task<IReadOnlyList<ProgramCase>> MakeAsync()
    {
        List<ProgramCase> cases = [];
        var pool = new WorkerPool();
        await using (pool.ConfigureAwait(false))
        {
            foreach (var (name, compile, limit) in Builds)
            {
                if (options.Wants("sqlite"))
                {
                    var objects = await CompileAsync(pool, "speedtest1", name, compile, [Path.Combine(_corpus, "sqlite", "sqlite3.c"), Path.Combine(_corpus, "speedtest1", "speedtest1.c")]).ConfigureAwait(false);
                    cases.Add(new($"SQLite speedtest1, {name}", objects, options.IsQuick ? ["--memdb", "--size", "30"] : ["--memdb"], limit));
                }

                if (!options.Wants("lua"))
                    continue;
                var lua = await CompileAsync(pool, "lua", name, compile, LuaSources()).ConfigureAwait(false);
                foreach (string script in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Calls", "Scripts"), "*.lua").Order(StringComparer.Ordinal))
                    cases.Add(new($"Lua {Path.GetFileNameWithoutExtension(script)}, {name}", lua, [script], limit));
            }
        }

        return cases;
    }

    private IEnumerable<string> LuaSources() =>
        Directory.EnumerateFiles(Path.Combine(_corpus, "lua"), "*.c").Where(path => Path.GetFileName(path) != "luac.c").Order(StringComparer.Ordinal);

    private async Task<IReadOnlyList<string>> CompileAsync(WorkerPool pool, string program, string build, CompileOptions compile, IEnumerable<string> files)
    {
        string folder = Path.GetFullPath(Path.Combine(options.Output, "calls", $"{program}-{build.Split(' ')[0]}"));
        Directory.CreateDirectory(folder);
        string[] arguments = ["-w", $"-I{Path.Combine(_corpus, "sqlite")}", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DLUA_USE_POSIX"];
        ModuleSource[] sources = [.. files.Select(file => new ModuleSource(
            file, SourceLanguage.C, Path.Combine(folder, Path.GetFileNameWithoutExtension(file) + ".o"), arguments))];
        var request = new BuildModuleRequest(program, sources, Path.Combine(folder, $"lib{program}.a"), Path.Combine(folder, $"{program}.symbols.json"), compile);
        var result = await ModuleBuilder.BuildAsync(request, pool, CancellationToken.None).ConfigureAwait(false);
        return result.Succeeded
            ? [.. sources.Select(source => source.ObjectPath)]
            : throw new InvalidOperationException(result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToString());
    }
}
