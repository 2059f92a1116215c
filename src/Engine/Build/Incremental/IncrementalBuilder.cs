using System.Diagnostics;
using System.IO.Hashing;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Engine.Objects.Relocatable;
using Graft.Engine.Source;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>
/// Makes the object of a source from those of its functions: what changed since the build before is compiled, the rest is
/// taken from the object before. What comes out depends on the text alone, not on what was before.
/// </summary>
internal sealed class IncrementalBuilder(string path, UInt128 key, WorkerPool pool, ActionCache? cache, BuildTools tools)
{
    private long _mark = Stopwatch.GetTimestamp();

    /// <summary>After an edit of a source that is in memory.</summary>
    /// <param name="before">The source before.</param>
    /// <param name="text">The text now.</param>
    /// <param name="common">What it is known to have in common with the text before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if the edit is more than of functions' bodies; then the other way finds out what it was.</returns>
    public async Task<IncrementalResult?> EditAsync(SourceSnapshot before, ReadOnlyMemory<byte> text, CommonEnds common, CancellationToken cancellationToken)
    {
        List<int> changed = [];
        if (IrEdit.Apply(before.Module, text, common, changed) is not { } module)
            return null;
        List<int> groups = [.. changed.Select(before.Plan.GroupOf).Where(group => group >= 0).Distinct()];
        var compiler = new FragmentCompiler(path, new(module), before.Plan, pool, cache, tools);
        double split = Lap();
        await compiler.RunAsync(groups, [.. before.Fragments.Select(fragment => (UInt128?)fragment.Digest)], cancellationToken).ConfigureAwait(false);
        double compile = Lap();
        if (compiler.Failed)
            return Failed(compiler, split, compile);
        var merged = Replace(before.Object, compiler, groups);
        FragmentRecord[] fragments = [.. before.Fragments.Select((fragment, i) => compiler.Records[i] ?? fragment)];
        return merged is null ? null : Done(module, before.Plan, fragments, merged, compiler, split, compile);
    }

    /// <summary>A source of which there is only a trace, or nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="before">The build before, if there was one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IncrementalResult> BuildAsync(ReadOnlyMemory<byte> text, PreviousBuild? before, CancellationToken cancellationToken)
    {
        var module = IrModule.Split(text);
        var plan = module is null ? null : FragmentPlan.Of(module);
        if (module is null || plan is null)
            return IncrementalResult.Whole(new() { Split = Lap() });
        if (before is not null && before.Trace.Retained != SourceTrace.RetainedOf(module))
            before = null; // sections of an object that was read do not say who asked to keep them
        var known = before is null ? new FragmentRecord?[plan.Groups.Length] : FragmentReuse.Find(before.Trace, module, plan);
        var compiler = new FragmentCompiler(path, new(module), plan, pool, cache, tools);
        List<int> stale = [.. Enumerable.Range(0, known.Length).Where(group => known[group] is null)];
        double split = Lap();
        await compiler.RunAsync(stale, OldDigests(before?.Trace, plan), cancellationToken).ConfigureAwait(false);
        double compile = Lap();
        if (compiler.Failed)
            return Failed(compiler, split, compile);
        var merged = Merge(module, plan, compiler, before?.Object);
        FragmentRecord[] fragments = [.. known.Select((fragment, i) => fragment ?? compiler.Records[i]!)];
        return merged is null
            ? IncrementalResult.Whole(new() { Split = split, Compile = compile, Merge = Lap() })
            : Done(module, plan, fragments, merged, compiler, split, compile);
    }

    private static UInt128?[] OldDigests(SourceTrace? trace, FragmentPlan plan)
    {
        var digests = new UInt128?[plan.Groups.Length];
        if (trace is null)
            return digests;
        var groups = FragmentReuse.ByKey(trace);
        for (int i = 0; i < digests.Length; i++)
        {
            if (groups.TryGetValue(plan.Groups[i].Key, out int old))
                digests[i] = trace.Groups[old].Fragment.Digest;
        }

        return digests;
    }

    private static CanonicalObject? Replace(CanonicalObject before, FragmentCompiler compiler, List<int> groups)
    {
        var merged = before;
        foreach (var fresh in groups.Select(group => compiler.Objects[group]).OfType<CanonicalObject>().Distinct())
            merged = merged?.Replace(fresh, new DiagnosticBag());

        return merged;
    }

    private CanonicalObject? Merge(IrModule module, FragmentPlan plan, FragmentCompiler compiler, CanonicalObject? before)
    {
        List<MergeItem> items = new(plan.Entities.Length + 2);
        foreach (var (entity, group, isLocal, isRetained) in plan.Entities)
        {
            var flags = (isLocal ? MergeFlags.Local : 0) | (isRetained ? MergeFlags.Retained : 0);
            items.Add(new(compiler.Objects[group] ?? before!, new(IrNames.ToSymbol(module.Entities[entity].Name)), flags));
        }

        for (int i = 0; i < plan.Groups.Length; i++)
        {
            if (plan.Groups[i].Key.Span.SequenceEqual(FragmentGroup.DataKey.Span))
                items.Add(MergeItem.Rest(compiler.Objects[i] ?? before!));
        }

        return CanonicalObject.Merge(items, Path.GetFileName(path), path, new DiagnosticBag());
    }

    private IncrementalResult Done(
        IrModule module, FragmentPlan plan, FragmentRecord[] fragments, CanonicalObject merged, FragmentCompiler compiler, double split, double compile)
    {
        var bytes = merged.ToBytes();
        var snapshot = new SourceSnapshot(key, module, plan, fragments, merged, XxHash128.HashToUInt128(bytes.Span));
        var times = new BuildTimes() { Split = split, Compile = compile, Merge = Lap(), Llvm = compiler.Milliseconds };
        return new(snapshot, bytes, compiler.Diagnostics, compiler.Compiled, compiler.FromCache, times);
    }

    /// <summary>
    /// What LLVM did not survive would only take another worker down as a whole; of all else LLVM says more when it sees the whole.
    /// </summary>
    private static IncrementalResult Failed(FragmentCompiler compiler, double split, double compile)
    {
        var times = new BuildTimes() { Split = split, Compile = compile, Llvm = compiler.Milliseconds };
        bool isFatal = compiler.Diagnostics.Any(diagnostic => diagnostic.Code == DiagnosticCatalog.CompilerCrashed.Code
            || diagnostic.Code == DiagnosticCatalog.CompilerTimedOut.Code || diagnostic.Code == DiagnosticCatalog.ToolchainMissing.Code);
        return isFatal ? new(null, default, compiler.Diagnostics, compiler.Compiled, compiler.FromCache, times) : IncrementalResult.Whole(times);
    }

    private double Lap()
    {
        long now = Stopwatch.GetTimestamp();
        double elapsed = Stopwatch.GetElapsedTime(_mark, now).TotalMilliseconds;
        _mark = now;
        return elapsed;
    }
}
