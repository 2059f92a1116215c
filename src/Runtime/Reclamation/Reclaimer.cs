using Graft.Protocol;

namespace Graft;

/// <summary>
/// Frees code that was replaced, with its unwind records and what only it uses, once that is provably unused: nothing leads to it, no undo
/// wants it, and every registered thread has passed a sync point since without it on its stack, or the program declared that no thread is in
/// module code. Constants whose addresses may be anywhere, and variables, stay. Guarded by the agent's lock.
/// </summary>
/// <param name="threads">The threads.</param>
/// <param name="free">Takes memory back.</param>
internal sealed class Reclaimer(ThreadRegistry threads, Action<LoadedSlab, SlabRanges> free)
{
    // In the order of their generations.
    private readonly List<LoadedSlab> _inUse = [];

    // In the order in which they became unreachable.
    private readonly Queue<LoadedSlab> _unreachable = [];

    // Those whose code nobody executes but the jumps at its functions' entries, by which code in use calls what came in their place.
    private readonly List<LoadedSlab> _entries = [];

    // What is left of slabs whose code is gone.
    private readonly List<LoadedSlab> _rests = [];

    /// <summary>Whether something waits for threads.</summary>
    public bool IsWaiting => _unreachable.Count > 0;

    /// <summary>Adds the memory of a commit.</summary>
    public void Add(LoadedSlab slab)
    {
        if (slab.Ranges.Code.Size > 0)
            _inUse.Add(slab);
    }

    /// <summary>Takes over what is left of a slab of a module that is unloaded, since others call its functions by their entries.</summary>
    public void AddEntries(LoadedSlab slab) => _entries.Add(slab);

    /// <summary>Forgets the memory of a module that is unloaded.</summary>
    public void Remove(LoadedModule module)
    {
        _inUse.RemoveAll(slab => slab.Module == module);
        _entries.RemoveAll(slab => slab.Module == module);
        _rests.RemoveAll(slab => slab.Module == module);
        for (int i = _unreachable.Count; i > 0; i--)
        {
            if (_unreachable.Dequeue() is var slab && slab.Module != module)
                _unreachable.Enqueue(slab);
        }
    }

    /// <summary>Frees what can be.</summary>
    /// <param name="isQuiet">Whether no thread is in module code on the agent's behalf, or waits in it.</param>
    public void Run(bool isQuiet)
    {
        Collect();
        if (!isQuiet)
            return;
        for (int i = _unreachable.Count; i > 0 && threads.HavePassed(_unreachable.Peek().UnreachableSince, 0, 0); i--)
        {
            var slab = _unreachable.Dequeue();
            if (!threads.HavePassed(slab.UnreachableSince, slab.Ranges.Code.Start, slab.Ranges.Code.End))
                _unreachable.Enqueue(slab);
            else if (slab.Callers > 0)
                KeepEntries(slab);
            else
                Free(slab);
        }
    }

    /// <summary>What is retained, by module, generation and reason.</summary>
    /// <param name="isQuiet">As for <see cref="Run"/>.</param>
    public IEnumerable<(LoadedSlab Slab, ulong Bytes, RetentionReason Reason, IReadOnlyList<string> Who)> Describe(bool isQuiet)
    {
        foreach (var slab in _inUse)
        {
            var functions = slab.Functions.ToList();
            var replaced = functions.FindAll(node => node.Unit.IsDetached);
            if (replaced.Count == 0)
                continue;
            bool isWhole = replaced.Count == functions.Count;
            ulong bytes = isWhole ? slab.Bytes : (ulong)replaced.SelectMany(node => node.Defines).Sum(definition => (long)definition.Size);
            var reason = replaced.Exists(node => node.ImageCount > 0) ? RetentionReason.Undo
                : slab.IsByStubs ? RetentionReason.InUse
                : RetentionReason.Addresses;
            yield return (slab, bytes, reason, []);
        }

        foreach (var slab in _unreachable)
            yield return (slab, slab.Bytes, RetentionReason.Threads, isQuiet ? threads.NotPassed(slab.UnreachableSince) : ["a call that the runtime makes"]);
        foreach (var slab in _entries)
            yield return (slab, slab.Bytes, RetentionReason.Callers, []);
        foreach (var slab in _rests)
            yield return (slab, slab.Ranges.ReadOnly.Size, RetentionReason.Addresses, []);
    }

    private void Collect()
    {
        long epoch = 0;
        foreach (var slab in _inUse)
        {
            if (slab.IsUnreachable())
                Leave(slab);
        }

        foreach (var slab in _entries)
        {
            if (slab.Callers == 0)
                Leave(slab);
        }

        if (epoch == 0)
            return;
        _inUse.RemoveAll(slab => slab.UnreachableSince != 0);
        _entries.RemoveAll(slab => slab.UnreachableSince == epoch);

        void Leave(LoadedSlab slab)
        {
            if (epoch == 0)
                epoch = threads.BeginEpoch();
            slab.UnreachableSince = epoch;
            _unreachable.Enqueue(slab);
        }
    }

    // No thread is in it, so that what it called may go: otherwise functions that call each other and are patched in turn would keep all of their past.
    private void KeepEntries(LoadedSlab slab)
    {
        slab.ReleaseUses();
        _entries.Add(slab);
    }

    private void Free(LoadedSlab slab)
    {
        slab.ReleaseUses();
        free(slab, slab.TakeCode());
        if (slab.Ranges.ReadOnly.Size > 0)
            _rests.Add(slab);
    }
}
