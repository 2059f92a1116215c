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
    string path, EntityTexts texts, FragmentPlan plan, WorkerPool pool, ActionCache? cache, BuildTools tools)
{
    /// <summary>Fragments of one request to a worker: so few that all workers end at about the same time, so many that the way there does not count.</summary>
    private const int BatchSize = 32;

    /// <summary>Most fragments of one module, when many are compiled together: LLVM reads common declarations seldom enough.</summary>
    private const int SharedSize = 128;

    /// <summary>So many modules for each worker at least, so that all end at about the same time.</summary>
    private const int RoundsPerWorker = 4;

    /// <summary>
    /// Up to so many fragments are kept in the cache each by itself. More are a new source, which is kept whole: thousands of small
    /// files would cost more than the compilation of most.
    /// </summary>
    private const int MostCached = 64;

    private readonly FragmentSharing _sharing = new(texts);
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
        bool isShared = !isCached && tools.Options.OptimizationLevel <= FragmentSharing.HighestLevel;
        if (groups.Count <= BatchSize)
        {
            await RunBatchAsync(groups, old, isCached, isShared, cancellationToken).ConfigureAwait(false);
            return;
        }

        // One batch more than there are workers is written meanwhile.
        var limit = new ParallelOptions { MaxDegreeOfParallelism = pool.Limit + 1, CancellationToken = cancellationToken };
        int size = isShared ? Math.Clamp(groups.Count / (RoundsPerWorker * pool.Limit), BatchSize, SharedSize) : BatchSize;
        await Parallel.ForEachAsync(groups.Chunk(size), limit, async (batch, token) =>
            await RunBatchAsync(batch, old, isCached, isShared, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task RunBatchAsync(IReadOnlyList<int> groups, UInt128?[] old, bool isCached, bool isShared, CancellationToken cancellationToken)
    {
        if (_failed)
            return;
        List<int> alone = FindChanged(groups, old);
        List<int> together = isShared ? alone.FindAll(group => _sharing.MayShare(plan.Groups[group], Records[group]!.Mentions)) : [];
        if (together.Count > 1 && await TryCompileTogetherAsync(together, cancellationToken).ConfigureAwait(false))
            alone.RemoveAll(group => Objects[group] is not null);
        if (alone.Count > 0)
            await CompileApartAsync(alone, isCached, cancellationToken).ConfigureAwait(false);
    }

    private List<int> FindChanged(IReadOnlyList<int> groups, UInt128?[] old)
    {
        var writer = TakeWriter();
        List<int> changed = [];
        foreach (int group in groups)
        {
            writer.Collect(plan.Groups[group].Members.AsSpan());
            var record = Records[group] = new(writer.ToDigest(), writer.ToMentions());
            if (old[group] != record.Digest)
                changed.Add(group);
        }

        _writers.Add(writer);
        return changed;
    }

    /// <summary>
    /// Compiles fragments as one, which saves LLVM from reading declarations again and again. What comes out is as if they had been compiled apart.
    /// </summary>
    /// <returns>False if there is more to say than that it was done: then they have to be compiled apart, so that it is known of which it is.</returns>
    private async Task<bool> TryCompileTogetherAsync(List<int> groups, CancellationToken cancellationToken)
    {
        var job = JobFor([.. groups.SelectMany(group => plan.Groups[group].Members)]);
        var reply = (await pool.CompileAsync([job], tools.Llvm, cancellationToken).ConfigureAwait(false))[0];
        AddTime(reply);
        if (!reply.Succeeded || reply.Diagnostics.Count > 0
            || CanonicalObject.Read(new ObjectInput("fragments", reply.ObjectFile, path), new DiagnosticBag()) is not { } read || !AreApart(read, groups))
        {
            return false;
        }

        foreach (int group in groups)
            Objects[group] = read;
        Interlocked.Add(ref _compiled, groups.Count);
        return true;
    }

    /// <summary>Whether an object can be cut between groups. Assembly in functions may put code of two into one section.</summary>
    private bool AreApart(CanonicalObject read, List<int> groups)
    {
        Dictionary<int, int> owners = [];
        foreach (int group in groups)
        {
            foreach (int member in plan.Groups[group].Members)
            {
                int block = read.BlockOf(new Utf8Name(IrNames.ToSymbol(texts.Module.Entities[member].Name)));
                if (block < 0 || (!owners.TryAdd(block, group) && owners[block] != group))
                    return false;
            }
        }

        return true;
    }

    private async Task CompileApartAsync(List<int> groups, bool isCached, CancellationToken cancellationToken)
    {
        List<(int Group, CompileJob Job, CompileAction Action)> waiting = [];
        foreach (int group in groups)
        {
            var job = JobFor(plan.Groups[group].Members.AsSpan());
            var action = isCached ? CompileAction.For(job, tools.Llvm) : default;
            if (!isCached || cache!.Find(action) is not { } known)
                waiting.Add((group, job, action));
            else if (Take(group, known))
                Interlocked.Increment(ref _fromCache);
        }

        if (waiting.Count == 0)
            return;
        var replies = await pool.CompileAsync([.. waiting.Select(one => one.Job)], tools.Llvm, cancellationToken).ConfigureAwait(false);
        foreach (var ((group, _, action), reply) in waiting.Zip(replies))
        {
            if (!Take(group, reply))
                return;
            Interlocked.Increment(ref _compiled);
            if (isCached)
                cache!.Add(action, reply);
        }
    }

    private CompileJob JobFor(ReadOnlySpan<int> members)
    {
        var writer = TakeWriter();
        writer.Collect(members);
        var job = tools.JobFor(path, writer.ToText()) with { IsFragment = true };
        _writers.Add(writer);
        return job;
    }

    private FragmentWriter TakeWriter() => _writers.TryTake(out var free) ? free : new(texts);

    /// <summary>Takes a reply; false if it is a failure.</summary>
    private bool Take(int group, CompileReply reply)
    {
        foreach (var diagnostic in reply.Diagnostics)
            _diagnostics.Add(diagnostic with { File = path, Line = LineOf(plan.Groups[group].Members[0]), Column = 1 });
        AddTime(reply);
        if (reply.Succeeded)
        {
            var problems = new DiagnosticBag();
            Objects[group] = CanonicalObject.Read(new ObjectInput("fragment", reply.ObjectFile, path), problems);
        }

        _failed |= Objects[group] is null;
        return Objects[group] is not null;
    }

    private void AddTime(CompileReply reply)
    {
        lock (_writers)
            _milliseconds += reply.Milliseconds;
    }

    /// <summary>The line where an entity begins, from 1.</summary>
    private int LineOf(int entity) => texts.Module.Text.Span[..texts.Module.Entities[entity].Start].Count((byte)'\n') + 1;
}
