using System.Diagnostics;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Relocatable;
using Graft.Engine.Source;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>
/// Brings the object of one source of a patchable build up to date: with what is in memory of the build before, else with a
/// result from the cache, else with the trace beside the object, else from nothing.
/// </summary>
/// <param name="files">What is left on disk.</param>
/// <param name="pool">Where to compile.</param>
/// <param name="cache">Where to look before; null for no cache.</param>
/// <param name="tools">The compilers and how to use them.</param>
/// <param name="states">What is in memory; null for nothing.</param>
/// <param name="defersFiles">Whether files of a source that is in memory may be written later.</param>
internal sealed class PatchableBuilder(
    SourceFiles files, WorkerPool pool, ActionCache? cache, BuildTools tools, SourceStates? states, bool defersFiles)
{
    private string ObjectPath => files.Source.ObjectPath;

    /// <summary>Builds.</summary>
    /// <param name="text">The source's IR.</param>
    /// <param name="state">What is known of it; its spare memory may be that of the text.</param>
    /// <param name="common">What the text is known to have in common with the one before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if the source has to be compiled as a whole.</returns>
    public async Task<SourceResult?> BuildAsync(ReadOnlyMemory<byte> text, SourceState? state, CommonEnds common, CancellationToken cancellationToken)
    {
        if (state is null && await TakeFromCacheAsync(text).ConfigureAwait(false) is { } known)
            return known;
        var builder = new IncrementalBuilder(files.Source.Path, files.Key, pool, cache, tools);
        var result = state is null ? null : await builder.EditAsync(state.Snapshot, text, common, cancellationToken).ConfigureAwait(false);
        result ??= await builder.BuildAsync(text, state is null ? FindTrace() : Trace(state.Snapshot), cancellationToken).ConfigureAwait(false);
        if (result.Snapshot is { } snapshot)
            return await WriteAsync(result, snapshot, text, state).ConfigureAwait(false);

        // The object is still that of the text before, and so is what is known of it.
        if (state is not null)
            states!.Put(ObjectPath, state);
        return result.Diagnostics.Count == 0 ? null : new(result.Diagnostics, [], ObjectOrigin.Compiled) { Times = result.Times };
    }

    private static PreviousBuild Trace(SourceSnapshot snapshot) => new(SourceTrace.Of(snapshot), snapshot.Object);

    /// <summary>What the build before left beside the object, if it belongs to that.</summary>
    private PreviousBuild? FindTrace()
    {
        if (TraceFile.TryRead(ObjectPath, files.Key) is not { } trace)
            return null;
        try
        {
            var input = new ObjectInput(Path.GetFileName(ObjectPath), File.ReadAllBytes(ObjectPath), ObjectPath);
            return input.Digest == trace.ObjectDigest && CanonicalObject.Read(input, new DiagnosticBag()) is { } old ? new(trace, old) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<SourceResult?> TakeFromCacheAsync(ReadOnlyMemory<byte> text)
    {
        long start = Stopwatch.GetTimestamp();
        if (cache is null)
            return null;
        var action = Action(text);
        if (cache.Find(action) is not { } known)
            return null;
        await files.WriteAsync(known.ObjectFile).ConfigureAwait(false);
        if (cache.Find(action.Trace()) is { } trace)
            TraceFile.Write(ObjectPath, trace.ObjectFile.Span);
        return new([.. known.Diagnostics.Select(diagnostic => diagnostic with { File = files.Source.Path })], [], ObjectOrigin.Cached)
        {
            Times = new() { Compile = Stopwatch.GetElapsedTime(start).TotalMilliseconds },
        };
    }

    private async Task<SourceResult> WriteAsync(IncrementalResult result, SourceSnapshot snapshot, ReadOnlyMemory<byte> text, SourceState? state)
    {
        long start = Stopwatch.GetTimestamp();
        bool isDeferred = defersFiles && state is not null;
        bool isNew = isDeferred
            ? snapshot.ObjectDigest != state!.Snapshot.ObjectDigest
            : await files.WriteAsync(result.Object).ConfigureAwait(false);
        states?.Put(ObjectPath, new(snapshot, MemoryOf(state)));
        var later = states?.Later(ObjectPath, async () =>
        {
            if (isDeferred)
                await files.WriteAsync(result.Object).ConfigureAwait(false);
            Keep(snapshot, text, new(result.Object, result.Diagnostics));
        });
        if (states is null)
            Keep(snapshot, text, new(result.Object, result.Diagnostics));
        else if (!isDeferred)
            _ = later!.Value;

        var origin = result.Compiled > 0 ? ObjectOrigin.Compiled
            : result.FromCache > 0 || isNew ? ObjectOrigin.Cached : ObjectOrigin.UpToDate;
        return new(result.Diagnostics, [], origin)
        {
            Object = result.Object,
            ObjectDigest = snapshot.ObjectDigest,
            Files = isDeferred ? later : null,
            FunctionsCompiled = result.Compiled,
            FunctionsFromCache = result.FromCache,
            Times = result.Times + new BuildTimes { Write = Stopwatch.GetElapsedTime(start).TotalMilliseconds },
        };
    }

    /// <summary>The memory of the text before: the next text may have it.</summary>
    private static byte[] MemoryOf(SourceState? state) =>
        state is not null && System.Runtime.InteropServices.MemoryMarshal.TryGetArray(state.Snapshot.Module.Text, out var memory) ? memory.Array! : [];

    /// <summary>Keeps what builds in other processes can use. A build does not fail because it cannot be kept.</summary>
    private void Keep(SourceSnapshot snapshot, ReadOnlyMemory<byte> text, CompileReply compiled)
    {
        try
        {
            byte[] trace = TraceFile.Encode(SourceTrace.Of(snapshot));
            TraceFile.Write(ObjectPath, trace);
            var action = Action(text);
            cache?.Add(action, compiled);
            cache?.Add(action.Trace(), new CompileReply(trace, []));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next build finds no trace that belongs to the object, and compiles what it would have found.
        }
    }

    private CompileAction Action(ReadOnlyMemory<byte> text) =>
        CompileAction.For(tools.JobFor(files.Source.Path, text), tools.Llvm);
}
