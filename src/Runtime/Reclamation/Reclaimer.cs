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

    /// <summary>Forgets the memory of a module that is unloaded.</summary>
    public void Remove(LoadedModule module)
    {
        _inUse.RemoveAll(slab => slab.Module == module);
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
            if (threads.HavePassed(slab.UnreachableSince, slab.Ranges.Code.Start, slab.Ranges.Code.End))
                Free(slab);
            else
                _unreachable.Enqueue(slab);
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
        foreach (var slab in _rests)
            yield return (slab, slab.Ranges.ReadOnly.Size, RetentionReason.Addresses, []);
    }

    private void Collect()
    {
        long epoch = 0;
        for (int i = 0; i < _inUse.Count; i++)
        {
            var slab = _inUse[i];
            if (!slab.IsUnreachable())
                continue;
            if (epoch == 0)
                epoch = threads.BeginEpoch();
            slab.UnreachableSince = epoch;
            _unreachable.Enqueue(slab);
        }

        if (epoch != 0)
            _inUse.RemoveAll(slab => slab.UnreachableSince != 0);
    }

    private void Free(LoadedSlab slab)
    {
        foreach (var held in slab.Holds)
            held.Holders--;
        free(slab, slab.TakeCode());
        if (slab.Ranges.ReadOnly.Size > 0)
            _rests.Add(slab);
    }
}
