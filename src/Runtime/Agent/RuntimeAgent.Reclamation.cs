using Graft.Protocol;

namespace Graft;

// Memory of replaced code.
internal sealed partial class RuntimeAgent
{
    // A status names that many generations of a module apart for each reason; the older ones together.
    private const int RetainedOfStatus = 16;

    private readonly Reclaimer _reclaimer;

    // A thread has passed a sync point. While a commit goes on its end does this.
    private void OnPassed()
    {
        if (!_reclaimer.IsWaiting || !_gate.TryEnter(out var passage))
            return;
        using (passage)
            Reclaim();
    }

    private void Reclaim()
    {
        lock (_sync)
            _reclaimer.Run(IsQuiet);
    }

    // Threads that the agent sent into module code, or that wait there for it, count as being in all of it.
    private bool IsQuiet =>
        !_isMakingReady && _trappedCalls.Count == 0 && !_table.Modules.Values.Any(module => module.RunningCalls.Count > 0 || module.IsUnloading);

    private void AddSlab(PendingLink link, CommitRequest request, AppliedCommit applied)
    {
        var module = _table.Modules[link.Request.Module];
        ulong own = request.OwnReadOnly >= link.Slab.ReadOnly.Size ? link.Slab.ReadOnly.Size : request.OwnReadOnly / PageAllocator.PageSize * PageAllocator.PageSize;
        var slab = new LoadedSlab(module, applied.Tables, link.Slab, new(link.Slab.ReadOnly.Start, own))
        {
            IsByStubs = request.IsCodeByStubs,
            Awaited = applied.Awaited,
        };
        applied.Tables.Slab = slab;
        foreach (int held in request.Holds)
        {
            if (applied.Definitions[held]?.Node?.Slab is { } older && older != slab && slab.Holds.Add(older))
                older.Holders++;
        }

        foreach (int called in request.Calls)
        {
            if (link.SlabOfBody(called) is { } body)
                slab.AddCall(body);
        }

        foreach (var unit in applied.Units)
        {
            if (unit.Record.EhFrame == 0)
                continue;
            NativeRuntime.RegisterFrames(unit.Record.EhFrame);
            slab.Frames.Add(unit.Record.EhFrame);
        }

        module.Slabs.Add(slab);
        _reclaimer.Add(slab);
    }

    private void Free(LoadedSlab slab, SlabRanges freed)
    {
        foreach (ulong frames in slab.Frames)
            NativeRuntime.DeregisterFrames(frames);
        slab.Frames.Clear();

        // Whoever gets the memory next must not have it filled when a symbol comes.
        foreach (var symbol in slab.Awaited)
            symbol.Fixups.RemoveAll(fixup => freed.Contains(fixup.Address, 1));
        _code.Remove(freed.Code);
        _slabs.Free(freed);
        if (slab.Ranges is { ReadOnly.Size: 0, Data.Size: 0, ThreadLocals.Size: 0 })
            slab.Module.Slabs.Remove(slab);
    }

    private List<RetainedMemory> DescribeRetained()
    {
        var rows = new List<RetainedMemory>();
        foreach (var group in _reclaimer.Describe(IsQuiet).GroupBy(part => (part.Slab.Module.Name, part.Reason)))
        {
            var parts = group.OrderByDescending(part => part.Slab.Generation).ToList();
            foreach (var (slab, bytes, reason, who) in parts.Take(RetainedOfStatus))
                rows.Add(new(slab.Module.Name, slab.Generation, 1, bytes, reason, who));
            var older = parts.Skip(RetainedOfStatus).ToList();
            if (older.Count > 0)
                rows.Add(new(group.Key.Name, older[0].Slab.Generation, older.Count, (ulong)older.Sum(part => (long)part.Bytes), group.Key.Reason, older[^1].Who));
        }

        return rows;
    }
}
