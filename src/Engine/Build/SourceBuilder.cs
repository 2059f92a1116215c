using System.Diagnostics;
using System.IO.Hashing;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>
/// Brings the object of one source up to date. A source that cannot be compiled leaves the old object with the old fingerprint,
/// which does not hold: taking the change back needs no compilation. Thread-safe, but for one source at once.
/// </summary>
/// <param name="pool">Where to compile.</param>
/// <param name="cache">Where to look before; null for no cache.</param>
/// <param name="tools">The compilers and how to use them.</param>
/// <param name="digests">Files as this build sees them.</param>
/// <param name="states">Sources of builds before; null if none are kept.</param>
/// <param name="defersFiles">Whether files of sources in memory may be written later: <see cref="SourceResult.Files"/>.</param>
internal sealed class SourceBuilder(
    WorkerPool pool, ActionCache? cache, BuildTools tools, FileDigests digests, SourceStates? states, bool defersFiles)
{
    /// <summary>Compiles the source if its object's fingerprint does not hold.</summary>
    public async Task<SourceResult> BuildAsync(ModuleSource source, CancellationToken cancellationToken)
    {
        var key = tools.KeyFor(source);
        var state = states is null ? null : await states.TakeAsync(source.ObjectPath, key).ConfigureAwait(false);

        // A text that is in memory is compared with what is there now: that is quicker than to digest it.
        if ((state is null || source.Language == SourceLanguage.C)
            && Fingerprint.TryRead(source.ObjectPath) is { } old && old.Holds(key, source.ObjectPath, digests))
        {
            if (state is not null)
                states!.Put(source.ObjectPath, state);
            return new SourceResult([], [.. old.Inputs.Skip(1).Select(input => input.Path)], ObjectOrigin.UpToDate)
            {
                Watched = old.SearchFolders.Count > 0 ? old.Search().WatchedFolders(digests.Listings) : [],
            };
        }

        try
        {
            return await CompileAsync(source, key, state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SourceResult([DiagnosticCatalog.FileAccess.At(e.Message, source.Path)], [], ObjectOrigin.Compiled);
        }
    }

    private async Task<SourceResult> CompileAsync(ModuleSource source, UInt128 key, SourceState? state, CancellationToken cancellationToken)
    {
        var files = new SourceFiles(source, key);
        long start = Stopwatch.GetTimestamp();
        bool isEdit = source.Language == SourceLanguage.Ir && state is not null;
        byte[] memory = isEdit ? state!.Spare : [];
        var content = SourceText.Read(source.Path, isEdit ? state!.Snapshot.Module.Text : default, ref memory, out var common);
        var times = new BuildTimes { Read = Stopwatch.GetElapsedTime(start).TotalMilliseconds };
        files.Digest(content, isDeferred: defersFiles && state is not null);
        Directory.CreateDirectory(Path.GetDirectoryName(source.ObjectPath)!);
        var (ir, frontEnd, failure) = await ToIrAsync(source, content, cancellationToken).ConfigureAwait(false);
        times += new BuildTimes { FrontEnd = frontEnd };
        files.Headers = ir.Headers;
        files.SearchFolders = ir.SearchFolders;
        if (failure is not null)
        {
            if (state is not null)
                states!.Put(source.ObjectPath, state);
            return failure with { Times = times };
        }

        var text = source.Language == SourceLanguage.Ir && !IsBitcode(content.Span) ? content : ir.Ir;
        common = isEdit && text.Equals(content) ? common : default;
        SourceResult? result = null;
        if (tools.Options.Patchable)
            result = await new PatchableBuilder(files, pool, cache, tools, states, defersFiles).BuildAsync(text, state, common, cancellationToken).ConfigureAwait(false);
        result ??= await CompileWholeAsync(files, text, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Diagnostics = [.. ir.Diagnostics, .. result.Diagnostics],
            Headers = ir.Headers,
            Watched = ir.SearchFolders.Count > 0 ? new HeaderSearch(source.Path, ir.Headers, ir.SearchFolders).WatchedFolders(digests.Listings) : [],
            IsSettled = files.IsSettled,
            Times = times + result.Times,
        };
    }

    /// <summary>Has clang make IR of C, and a worker text of bitcode that is to be cut.</summary>
    private async Task<(ClangReply Ir, double Milliseconds, SourceResult? Failure)> ToIrAsync(
        ModuleSource source, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        var reply = new ClangReply([], [], []);
        if (source.Language == SourceLanguage.C)
        {
            reply = await ClangCompiler.CompileAsync(
                tools.Clang!, source, tools.Options, pool.TimeLimit, cancellationToken).ConfigureAwait(false);
        }
        else if (IsBitcode(content.Span))
        {
            var job = tools.JobFor(source.Path, content) with { AsText = tools.Options.Patchable };
            var text = tools.Options.Patchable
                ? await pool.CompileAsync(job, tools.Llvm, cancellationToken).ConfigureAwait(false)
                : new CompileReply(content, []);
            reply = new([.. text.ObjectFile.Span], [], text.Diagnostics);
        }

        bool hasFailed = reply.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        double elapsed = source.Language == SourceLanguage.C ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : 0;
        return (reply, elapsed, hasFailed ? new(reply.Diagnostics, reply.Headers, ObjectOrigin.Compiled) : null);
    }

    private async Task<SourceResult> CompileWholeAsync(SourceFiles files, ReadOnlyMemory<byte> ir, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        var job = tools.JobFor(files.Source.Path, ir);
        var action = CompileAction.For(job, tools.Llvm);
        var known = cache?.Find(action);
        var reply = known ?? await pool.CompileAsync(job, tools.Llvm, cancellationToken).ConfigureAwait(false);
        var times = new BuildTimes { Compile = Stopwatch.GetElapsedTime(start).TotalMilliseconds, Llvm = reply.Milliseconds };
        start = Stopwatch.GetTimestamp();
        if (known is null && reply.Succeeded)
            cache?.Add(action, reply);
        if (reply.Succeeded)
            await files.WriteAsync(reply.ObjectFile).ConfigureAwait(false);
        return new([.. reply.Diagnostics.Select(diagnostic => known is null ? diagnostic : diagnostic with { File = job.Path })], [],
            known is null ? ObjectOrigin.Compiled : ObjectOrigin.Cached)
        {
            Times = times + new BuildTimes { Write = Stopwatch.GetElapsedTime(start).TotalMilliseconds },
        };
    }

    /// <summary>LLVM Bitcode File Format, "Magic Numbers": bare, or in a wrapper.</summary>
    private static bool IsBitcode(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x42, 0x43, 0xC0, 0xDE]) || content.StartsWith((ReadOnlySpan<byte>)[0xDE, 0xC0, 0x17, 0x0B]);
}
