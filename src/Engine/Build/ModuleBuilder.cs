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
    /// build gives what a clean build gives. Two builds of one module must not run at once, which the request's lock sees to.
    /// </summary>
    /// <param name="request">What to build; all paths are absolute.</param>
    /// <param name="pool">Where to compile.</param>
    /// <param name="cancellationToken">Gives up: no file is left half-written, no process left running.</param>
    public static Task<BuildModuleResult> BuildAsync(
        BuildModuleRequest request, WorkerPool pool, CancellationToken cancellationToken) =>
        BuildAsync(request, pool, null, null, cancellationToken);

    /// <summary>Builds, and remembers sources of patchable builds for the next time.</summary>
    /// <param name="request">What to build; all paths are absolute.</param>
    /// <param name="pool">Where to compile.</param>
    /// <param name="states">What is remembered; null for nothing.</param>
    /// <param name="outputs">Gets modules whose files may be written later; null if none may.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="BuildAsync(BuildModuleRequest, WorkerPool, CancellationToken)"/>
    public static async Task<BuildModuleResult> BuildAsync(
        BuildModuleRequest request, WorkerPool pool, SourceStates? states, PendingOutputs? outputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(pool);
        long start = Stopwatch.GetTimestamp();
        var diagnostics = new DiagnosticBag();
        if (outputs is not null)
            await outputs.FinishAsync(request.Archive).ConfigureAwait(false); // This build tells anew what cannot be written.
        using var turn = await BuildLock.TakeAsync(request, diagnostics, cancellationToken).ConfigureAwait(false);
        var tools = diagnostics.HasErrors ? null : await BuildTools.FindAsync(request, diagnostics, cancellationToken).ConfigureAwait(false);
        bool defersFiles = outputs is not null && request.DefersFiles;
        var results = tools is null ? [] : await CompileAsync(request, tools, pool, states, defersFiles, diagnostics, cancellationToken).ConfigureAwait(false);
        BuildTimes times = default;
        foreach (var result in results)
        {
            diagnostics.AddRange(result.Diagnostics);
            times += result.Times;
        }

        long written = Stopwatch.GetTimestamp();
        await WriteAsync(request, results, outputs, diagnostics).ConfigureAwait(false);
        times += new BuildTimes { Write = Stopwatch.GetElapsedTime(written).TotalMilliseconds };

        return new BuildModuleResult(
            [.. diagnostics], From(ObjectOrigin.Compiled), From(ObjectOrigin.UpToDate).Count, Stopwatch.GetElapsedTime(start).TotalMilliseconds)
        {
            FromCache = From(ObjectOrigin.Cached),
            FunctionsCompiled = results.Sum(result => result.FunctionsCompiled),
            FunctionsFromCache = results.Sum(result => result.FunctionsFromCache),
            Times = times,
            Headers = [.. results.SelectMany(result => result.Headers).Distinct(StringComparer.Ordinal)],
            Watched = [.. (tools?.PathsThatDecide() ?? []).Concat(results.SelectMany(result => result.Watched)).Distinct(StringComparer.Ordinal)],
            IsSettled = results.All(result => result.IsSettled),
        };

        List<string> From(ObjectOrigin origin) =>
            [.. request.Sources.Zip(results).Where(pair => pair.Second.Origin == origin).Select(pair => pair.First.Path)];
    }

    private static async Task<SourceResult[]> CompileAsync(
        BuildModuleRequest request, BuildTools tools, WorkerPool pool, SourceStates? states, bool defersFiles, DiagnosticBag diagnostics,
        CancellationToken cancellationToken)
    {
        var choice = request.Options.Cache;
        var cache = choice.Folder.Length > 0 ? new ActionCache(choice.Folder, choice.Limit) : null;
        var builder = new SourceBuilder(pool, cache, tools, new FileDigests(), states, defersFiles);
        var results = new SourceResult[request.Sources.Count];
        var limit = new ParallelOptions { MaxDegreeOfParallelism = pool.Limit, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, results.Length, limit, async (i, token) =>
            results[i] = await builder.BuildAsync(request.Sources[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        if (cache?.Trouble is { } trouble)
            diagnostics.Add(DiagnosticCatalog.CacheTrouble.At($"objects cannot be kept for later builds: {trouble}; choose another folder, or 'none'", choice.Folder));
        return results;
    }

    /// <summary>Writes the archive and the symbol list, now or, if a source's files are put off too, later.</summary>
    private static async Task WriteAsync(BuildModuleRequest request, SourceResult[] results, PendingOutputs? outputs, DiagnosticBag diagnostics)
    {
        bool isDeferred = Array.Exists(results, result => result.Files is not null);
        var objects = diagnostics.HasErrors || request.Archive.Length == 0 ? [] : LoadObjects(request, results, diagnostics);
        bool isComplete = !diagnostics.HasErrors && request.Archive.Length > 0;
        if (isComplete && isDeferred)
            Defer(request, results, objects, outputs!);
        else if (isDeferred)
            diagnostics.AddRange(await WriteSourcesAsync(request, results).ConfigureAwait(false));
        else if (isComplete)
            WriteOutputs(request, objects, diagnostics);
    }

    private static void Defer(BuildModuleRequest request, SourceResult[] results, List<ObjectInput> objects, PendingOutputs outputs)
    {
        ObjectInput[] named = [.. objects.Select(input => input.WithPath($"{request.Archive}({input.Name})"))];
        ObjectInput[] fresh = [.. named.Where((_, i) => !results[i].Object.IsEmpty)];
        outputs.Add(request.Archive, named, fresh, () => WriteLaterAsync(request, results, named));
    }

    private static async Task<IReadOnlyList<Diagnostic>> WriteLaterAsync(BuildModuleRequest request, SourceResult[] results, IReadOnlyList<ObjectInput> objects)
    {
        var diagnostics = new DiagnosticBag();
        using var turn = await BuildLock.TakeAsync(request, diagnostics, CancellationToken.None).ConfigureAwait(false);
        if (diagnostics.HasErrors)
            return [.. diagnostics];
        diagnostics.AddRange(await WriteSourcesAsync(request, results).ConfigureAwait(false));
        if (!diagnostics.HasErrors)
            WriteOutputs(request, objects, diagnostics);
        return [.. diagnostics];
    }

    private static async Task<IReadOnlyList<Diagnostic>> WriteSourcesAsync(BuildModuleRequest request, SourceResult[] results)
    {
        List<Diagnostic> diagnostics = [];
        foreach (var (source, result) in request.Sources.Zip(results))
        {
            try
            {
                await (result.Files?.Value ?? Task.CompletedTask).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                diagnostics.Add(DiagnosticCatalog.FileAccess.At(e.Message, source.Path));
            }
        }

        return diagnostics;
    }

    private static void WriteOutputs(BuildModuleRequest request, IReadOnlyList<ObjectInput> objects, DiagnosticBag diagnostics)
    {
        var units = objects.Select(input => ObjectReader.Read(input, diagnostics)).OfType<ObjectUnit>().ToList();
        if (diagnostics.HasErrors)
            return;
        try
        {
            Parallel.Invoke(
                () => AtomicFile.WriteIfChanged(request.Archive, ArchiveWriter.Write(units, [.. objects.Select(input => input.Bytes)])),
                () => AtomicFile.WriteIfChanged(request.SymbolList, SymbolLists.Create(request.Module, units).ToJson()));
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is IOException or UnauthorizedAccessException))
        {
            diagnostics.Add(DiagnosticCatalog.FileAccess.At(e.InnerExceptions[0].Message, request.Archive));
        }
    }

    /// <summary>The sources' objects: from memory if they were just made there. Objects of one name get different unit names.</summary>
    private static List<ObjectInput> LoadObjects(BuildModuleRequest request, SourceResult[] results, DiagnosticBag diagnostics)
    {
        var objects = new List<ObjectInput>(results.Length);
        var names = new UnitNames();
        foreach (var (source, result) in request.Sources.Zip(results))
        {
            if (!result.Object.IsEmpty)
                objects.Add(new(names.MakeUnique(Path.GetFileName(source.ObjectPath)), new UnitContents(result.Object, result.ObjectDigest), source.ObjectPath));
            else if (InputFile.TryOpen(source.ObjectPath, null, diagnostics) is { } file)
                objects.Add(file.ToObject(names));
        }

        return objects;
    }
}
