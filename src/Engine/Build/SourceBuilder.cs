using System.IO.Hashing;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>What became of one source.</summary>
/// <param name="Diagnostics">What there is to say.</param>
/// <param name="Headers">The headers that it reads.</param>
/// <param name="Origin">Where its object came from.</param>
internal sealed record SourceResult(IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Headers, ObjectOrigin Origin);

/// <summary>Where an object came from.</summary>
internal enum ObjectOrigin
{
    /// <summary>LLVM made it, or tried to.</summary>
    Compiled,

    /// <summary>It was in the cache.</summary>
    Cached,

    /// <summary>It was there already.</summary>
    UpToDate,
}

/// <summary>
/// Brings the object of one source up to date. A source that cannot be compiled leaves the old object with the old fingerprint,
/// which does not hold: taking the change back needs no compilation. Thread-safe.
/// </summary>
internal sealed class SourceBuilder(WorkerPool pool, ActionCache? cache, BuildTools tools, FileDigests digests)
{
    /// <summary>Compiles the source if its object's fingerprint does not hold.</summary>
    public async Task<SourceResult> BuildAsync(ModuleSource source, CancellationToken cancellationToken)
    {
        var key = tools.KeyFor(source);
        if (Fingerprint.TryRead(source.ObjectPath) is { } old && old.Holds(key, source.ObjectPath, digests))
            return new SourceResult([], [.. old.Inputs.Skip(1).Select(input => input.Path)], ObjectOrigin.UpToDate);
        try
        {
            return await CompileAsync(source, key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SourceResult([DiagnosticCatalog.FileAccess.At(e.Message, source.Path)], [], ObjectOrigin.Compiled);
        }
    }

    private async Task<SourceResult> CompileAsync(ModuleSource source, UInt128 key, CancellationToken cancellationToken)
    {
        var started = DateTime.UtcNow;
        byte[] content = await File.ReadAllBytesAsync(source.Path, cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(Path.GetDirectoryName(source.ObjectPath)!);
        var clang = source.Language == SourceLanguage.C
            ? await ClangCompiler.CompileAsync(
                tools.Clang!, source, source.ObjectPath + ".d", tools.Options, pool.TimeLimit, cancellationToken).ConfigureAwait(false)
            : new ClangReply(content, [], []);
        if (clang.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return new SourceResult(clang.Diagnostics, clang.Headers, ObjectOrigin.Compiled);

        var job = new CompileJob(source.Path, clang.Bitcode, tools.Options.OptimizationLevel, tools.Options.Patchable);
        var (reply, origin) = await CompileAsync(job, cancellationToken).ConfigureAwait(false);
        if (reply.Succeeded)
            Write(source, key, content, clang.Headers, reply.ObjectFile.Span, started);
        return new SourceResult([.. clang.Diagnostics, .. reply.Diagnostics], clang.Headers, origin);
    }

    private async Task<(CompileReply Reply, ObjectOrigin Origin)> CompileAsync(CompileJob job, CancellationToken cancellationToken)
    {
        var action = CompileAction.For(job, tools.Llvm.Path);
        if (cache?.Find(action) is { } known)
            return (known with { Diagnostics = [.. known.Diagnostics.Select(diagnostic => diagnostic with { File = job.Path })] }, ObjectOrigin.Cached);
        var reply = await pool.CompileAsync(job, tools.Llvm.Path, cancellationToken).ConfigureAwait(false);
        if (reply.Succeeded)
            cache?.Add(action, reply);
        return (reply, ObjectOrigin.Compiled);
    }

    private static void Write(
        ModuleSource source, UInt128 key, byte[] content, IReadOnlyList<string> headers, ReadOnlySpan<byte> output, DateTime started)
    {
        AtomicFile.WriteIfChanged(source.ObjectPath, output);
        var inputs = headers.Select(header => (header, UnlessWrittenSince(started, header, FileDigests.Compute(header) ?? default)))
            .Prepend((source.Path, UnlessWrittenSince(started, source.Path, XxHash128.HashToUInt128(content))));
        new Fingerprint(key, XxHash128.HashToUInt128(output), [.. inputs]).Write(source.ObjectPath);
    }

    /// <summary>What was written while it was compiled may not be what was compiled: its digest is one that no file has.</summary>
    private static UInt128 UnlessWrittenSince(DateTime started, string path, UInt128 digest)
    {
        var written = File.GetLastWriteTimeUtc(path);
        return written < started || written > DateTime.UtcNow ? digest : UInt128.Zero;
    }
}
