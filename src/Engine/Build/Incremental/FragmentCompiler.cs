using System.Collections.Concurrent;
using System.Collections.Immutable;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Relocatable;
using Graft.Engine.Source;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>
/// Writes and compiles the fragments of one source: few at once and through the cache after an edit, many side by side when the
/// source is new.
/// </summary>
internal sealed class FragmentCompiler(
    string path, IrModule module, FragmentPlan plan, WorkerPool pool, ActionCache? cache, BuildTools tools)
{
    /// <summary>Fragments of one request to a worker: so few that all workers end at about the same time, so many that the way there does not count.</summary>
    private const int BatchSize = 32;

    /// <summary>
    /// Up to so many fragments are kept in the cache each by itself. More are a new source, which is kept whole: thousands of small
    /// files would cost more than the compilation of most.
    /// </summary>
    private const int MostCached = 64;

    private readonly ConcurrentBag<FragmentWriter> _writers = [];
    private readonly ConcurrentBag<Diagnostic> _diagnostics = [];
    private int _compiled;
    private int _fromCache;
    private double _milliseconds;
    private volatile bool _failed;

    /// <summary>Fragments, group by group, as far as they were written.</summary>
    public FragmentRecord?[] Records { get; } = new FragmentRecord?[plan.Groups.Length];

    /// <summary>Objects of the groups that were compiled.</summary>
    public CanonicalObject?[] Objects { get; } = new CanonicalObject?[plan.Groups.Length];

    /// <summary>How many fragments LLVM compiled.</summary>
    public int Compiled => _compiled;

    /// <summary>How many were in the cache.</summary>
    public int FromCache => _fromCache;

    /// <summary>What LLVM needed in all workers together, in milliseconds.</summary>
    public double Milliseconds => _milliseconds;

    /// <summary>Warnings, or why there is no object.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => [.. _diagnostics.OrderBy(d => d.Line).ThenBy(d => d.Message, StringComparer.Ordinal)];

    /// <summary>Whether a fragment could not be compiled.</summary>
    public bool Failed => _failed;

    /// <summary>Writes groups' fragments, and compiles those that are not what they were.</summary>
    /// <param name="groups">Indices of groups.</param>
    /// <param name="old">By group: digest of the fragment that an object is there for; null if there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(IReadOnlyList<int> groups, UInt128?[] old, CancellationToken cancellationToken)
    {
        bool isCached = cache is not null && groups.Count <= MostCached;
        if (groups.Count <= BatchSize)
        {
            await RunBatchAsync(groups, old, isCached, cancellationToken).ConfigureAwait(false);
            return;
        }

        // One batch more than there are workers is written meanwhile.
        var limit = new ParallelOptions { MaxDegreeOfParallelism = pool.Limit + 1, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(groups.Chunk(BatchSize), limit, async (batch, token) =>
            await RunBatchAsync(batch, old, isCached, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task RunBatchAsync(IReadOnlyList<int> groups, UInt128?[] old, bool isCached, CancellationToken cancellationToken)
    {
        if (_failed)
            return;
        List<(int Group, CompileJob Job, CompileAction Action)> waiting = [];
        foreach (var (group, fragment) in Write(groups, old))
        {
            var job = tools.JobFor(path, fragment.Text) with { IsFragment = true };
            var action = isCached ? CompileAction.For(job, tools.Llvm.Path) : default;
            if (!isCached || cache!.Find(action) is not { } known)
                waiting.Add((group, job, action));
            else if (Take(group, known))
                Interlocked.Increment(ref _fromCache);
        }

        if (waiting.Count == 0)
            return;
        var replies = await pool.CompileAsync([.. waiting.Select(one => one.Job)], tools.Llvm.Path, cancellationToken).ConfigureAwait(false);
        foreach (var ((group, _, action), reply) in waiting.Zip(replies))
        {
            if (!Take(group, reply))
                return;
            Interlocked.Increment(ref _compiled);
            if (isCached)
                cache!.Add(action, reply);
        }
    }

    private List<(int Group, IrFragment Fragment)> Write(IReadOnlyList<int> groups, UInt128?[] old)
    {
        var writer = _writers.TryTake(out var free) ? free : new FragmentWriter(module);
        List<(int, IrFragment)> changed = [];
        foreach (int group in groups)
        {
            var fragment = writer.Write(plan.Groups[group].Members.AsSpan());
            Records[group] = new(fragment.Digest, fragment.Mentions);
            if (old[group] != fragment.Digest)
                changed.Add((group, fragment));
        }

        _writers.Add(writer);
        return changed;
    }

    /// <summary>Takes a reply; false if it is a failure.</summary>
    private bool Take(int group, CompileReply reply)
    {
        foreach (var diagnostic in reply.Diagnostics)
            _diagnostics.Add(diagnostic with { File = path, Line = LineOf(plan.Groups[group].Members[0]), Column = 1 });
        lock (_writers)
            _milliseconds += reply.Milliseconds;
        if (reply.Succeeded)
        {
            var problems = new DiagnosticBag();
            Objects[group] = CanonicalObject.Read(new ObjectInput("fragment", reply.ObjectFile, path), problems);
        }

        _failed |= Objects[group] is null;
        return Objects[group] is not null;
    }

    /// <summary>The line where an entity begins, from 1.</summary>
    private int LineOf(int entity) => module.Text.Span[..module.Entities[entity].Start].Count((byte)'\n') + 1;
}
