using System.Diagnostics;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Archive;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>
/// Brings a module up to date: objects of changed sources, then its archive and symbol list. Files that would not change
/// keep their times, so that what depends on them rests too.
/// </summary>
public static class ModuleBuilder
{
    /// <summary>
    /// Builds. All sources are tried, whatever happens to one; only if all succeed, the archive is written. An incremental
    /// build gives what a clean build gives. Two builds of one module must not run at once.
    /// </summary>
    /// <param name="request">What to build; all paths are absolute.</param>
    /// <param name="pool">Where to compile.</param>
    /// <param name="cancellationToken">Gives up: no file is left half-written, no process left running.</param>
    public static Task<BuildModuleResult> BuildAsync(
        BuildModuleRequest request, WorkerPool pool, CancellationToken cancellationToken) =>
        BuildAsync(request, pool, null, cancellationToken);

    /// <summary>Builds, and remembers sources of patchable builds for the next time.</summary>
    /// <param name="request">What to build; all paths are absolute.</param>
    /// <param name="pool">Where to compile.</param>
    /// <param name="states">What is remembered; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="BuildAsync(BuildModuleRequest, WorkerPool, CancellationToken)"/>
    public static async Task<BuildModuleResult> BuildAsync(
        BuildModuleRequest request, WorkerPool pool, SourceStates? states, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(pool);
        long start = Stopwatch.GetTimestamp();
        var diagnostics = new DiagnosticBag();
        var results = await CompileAsync(request, pool, states, diagnostics, cancellationToken).ConfigureAwait(false);
        BuildTimes times = default;
        foreach (var result in results)
        {
            diagnostics.AddRange(result.Diagnostics);
            times += result.Times;
        }

        long written = Stopwatch.GetTimestamp();
        if (!diagnostics.HasErrors && request.Archive.Length > 0)
            WriteOutputs(request, results, diagnostics);
        times += new BuildTimes { Write = Stopwatch.GetElapsedTime(written).TotalMilliseconds };

        return new BuildModuleResult(
            [.. diagnostics], From(ObjectOrigin.Compiled), From(ObjectOrigin.UpToDate).Count, Stopwatch.GetElapsedTime(start).TotalMilliseconds)
        {
            FromCache = From(ObjectOrigin.Cached),
            FunctionsCompiled = results.Sum(result => result.FunctionsCompiled),
            FunctionsFromCache = results.Sum(result => result.FunctionsFromCache),
            Times = times,
            Headers = [.. results.SelectMany(result => result.Headers).Distinct(StringComparer.Ordinal)],
        };

        List<string> From(ObjectOrigin origin) =>
            [.. request.Sources.Zip(results).Where(pair => pair.Second.Origin == origin).Select(pair => pair.First.Path)];
    }

    private static async Task<SourceResult[]> CompileAsync(
        BuildModuleRequest request, WorkerPool pool, SourceStates? states, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        if (await BuildTools.FindAsync(request, diagnostics, cancellationToken).ConfigureAwait(false) is not { } tools)
            return [];
        var choice = request.Options.Cache;
        var cache = choice.Folder.Length > 0 ? new ActionCache(choice.Folder, choice.Limit) : null;
        var builder = new SourceBuilder(pool, cache, tools, new FileDigests(), states);
        var results = new SourceResult[request.Sources.Count];
        var limit = new ParallelOptions { MaxDegreeOfParallelism = pool.Limit, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, results.Length, limit, async (i, token) =>
            results[i] = await builder.BuildAsync(request.Sources[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        if (cache?.Trouble is { } trouble)
            diagnostics.Add(DiagnosticCatalog.CacheTrouble.At($"objects cannot be kept for later builds: {trouble}; choose another folder, or 'none'", choice.Folder));
        return results;
    }

    private static void WriteOutputs(BuildModuleRequest request, SourceResult[] results, DiagnosticBag diagnostics)
    {
        var inputs = LoadObjects(request, results, diagnostics);
        var units = inputs.Select(input => ObjectReader.Read(input, diagnostics)).OfType<ObjectUnit>().ToList();
        if (diagnostics.HasErrors)
            return;
        try
        {
            Parallel.Invoke(
                () => AtomicFile.WriteIfChanged(request.Archive, ArchiveWriter.Write(units, [.. inputs.Select(input => input.Bytes)])),
                () => AtomicFile.WriteIfChanged(request.SymbolList, SymbolLists.Create(request.Module, units).ToJson()));
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is IOException or UnauthorizedAccessException))
        {
            diagnostics.Add(DiagnosticCatalog.FileAccess.At(e.InnerExceptions[0].Message, request.Archive));
        }
    }

    /// <summary>The sources' objects: from memory if they were just made there. Objects of one name get different unit names.</summary>
    private static IReadOnlyList<ObjectInput> LoadObjects(BuildModuleRequest request, SourceResult[] results, DiagnosticBag diagnostics)
    {
        if (results is not [{ Object: { IsEmpty: false } only }])
            return InputFiles.Load(request.Sources.Select(source => source.ObjectPath), diagnostics);
        string path = request.Sources[0].ObjectPath;
        return [new ObjectInput(Path.GetFileName(path), only, path)];
    }
}
