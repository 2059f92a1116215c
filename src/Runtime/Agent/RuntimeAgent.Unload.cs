using Graft.Protocol;

namespace Graft;

// A module goes: finalisers, then its symbols, then its memory.
internal sealed partial class RuntimeAgent
{
    // Links that were resolved and are neither committed nor abandoned.
    private readonly List<PendingLink> _links = [];

    // Return addresses of the calls that wait in the trap.
    private readonly List<ulong> _trappedCalls = [];

    /// <summary>Takes modules out of the runtime, all or none.</summary>
    /// <param name="names">Their names; what they use of each other does not keep them.</param>
    /// <param name="force">Whether functions that others still call may go, and nobody is asked.</param>
    /// <param name="author">The process that asks for it.</param>
    /// <exception cref="GraftException">GRAFT4018: one is in use; GRAFT4019: there is none. Nothing has changed.</exception>
    public UnloadReply Unload(IEnumerable<string> names, bool force, string author = "")
    {
        var gone = names.ToHashSet(StringComparer.Ordinal);
        var diagnostics = new DiagnosticBag();
        UnloadReply reply;
        GenerationRecord record;
        if (!_isMakingReady)
            RefuseWithin("an unload");
        using (_gate.Enter())
        {
            // As before a load: hooks are not asked in vain, and may change something. Force is for hooks, too, that would object for ever.
            List<LoadedModule> modules;
            lock (_sync)
                CheckUnused(FindModules(gone), gone, force);
            if (!force)
                AskHooks(new(_generation + 1, [.. gone], GenerationKind.Unload, ConsistencyLevel.Immediate, author));
            lock (_sync)
            {
                modules = FindModules(gone);
                CheckUnused(modules, gone, force);
                foreach (var module in modules)
                    module.IsUnloading = true;
            }

            foreach (var module in modules)
                RunFinalisers(module);
            lock (_sync)
            {
                reply = Remove(modules, gone);
                record = Remember(new(reply.Generation, string.Join(", ", gone), 0, 0, 0, 0, reply.Removed)
                {
                    Kind = GenerationKind.Unload,
                    Author = author,
                });
            }

            MakeReady(diagnostics);
            Reclaim();
        }

        Announce(record, diagnostics);
        return reply with { Diagnostics = [.. reply.Diagnostics, .. diagnostics] };
    }

    // The newest first: it may use what was there before it.
    private List<LoadedModule> FindModules(HashSet<string> names) =>
        [.. names.Select(FindModule).OrderByDescending(module => module.FirstGeneration)];

    private LoadedModule FindModule(string name)
    {
        if (_table.Modules.TryGetValue(name, out var module))
            return module;
        string held = _table.Modules.Count == 0 ? "it holds none" : $"it holds {string.Join(", ", _table.Modules.Keys)}";
        throw new GraftException(DiagnosticCatalog.NoModule.At($"runtime '{Name}' holds no module '{name}'; {held}"));
    }

    private void CheckUnused(List<LoadedModule> modules, HashSet<string> names, bool force)
    {
        foreach (var module in modules)
        {
            string? activity =
                _isMakingReady ? "it was asked for by an initialiser; unload it once that has returned"
                : module.RunningCalls.Count > 0 ? "a call of one of its functions is running; wait for its end"
                : _trappedCalls.Exists(module.HasCodeAt) ? "a thread waits in its code for a function that is not there; load that, or wait for the limit"
                : !force && IsAwaitedByThreads(module) ? "a thread holds thread-local objects of it, whose destructors run when the thread ends; end it, or unload by force, without the destructors"
                : null;
            if (activity is not null)
                throw new GraftException(DiagnosticCatalog.ModuleInUse.At($"module {module.Name} is in use: {activity}"));
        }

        var dependences = Dependents.Find(_table, names);
        if (force)
            dependences.RemoveAll(dependence => !dependence.IsData);
        if (dependences.Count > 0)
            throw new GraftException([.. Dependents.Describe(names, dependences)]);
    }

    private bool IsAwaitedByThreads(LoadedModule module) =>
        _startup.HandleOf(module.Name) is var handle and not 0 && _threadLocals.IsAwaitedElsewhere(handle);

    private UnloadReply Remove(List<LoadedModule> modules, HashSet<string> names)
    {
        foreach (var link in _links)
            link.IsVoid |= Array.Exists(link.Wants, symbol => symbol.LeadsTo(names));
        var trapped = Dependents.Find(_table, names)
            .Select(use => new Dependent(use.Unit.Module, use.Unit.Name, use.Symbol.Name.ToString()))
            .OrderBy(use => use.Module, StringComparer.Ordinal)
            .ThenBy(use => use.Unit, StringComparer.Ordinal)
            .ThenBy(use => use.Symbol, StringComparer.Ordinal)
            .ToList();
        var replacedUsers = Dependents.FindReplacedUsers(_table, names);
        _waiting.RemoveAll(node => names.Contains(node.Unit.Module));
        _waiting.AddRange(_unloader.Remove(names, out int removed));
        _journal.Close($"generation {_generation + 1} unloaded {string.Join(", ", names.Order(StringComparer.Ordinal))}, whose memory is given back; load it again instead");
        ulong before = FreeBytes;
        foreach (var slab in modules.SelectMany(module => module.Slabs))
            slab.ReleaseUses();
        foreach (var module in modules)
            Free(module, keepsData: replacedUsers.Count > 0);
        _table.CompleteEntries();
        var warnings = replacedUsers.Select(user => DiagnosticCatalog.DefinitionRetained.At(
            $"data and constants of module {string.Join(", ", names)} stay in memory until the runtime ends: code of module {user} that was replaced may use them"));
        return new(++_generation, removed, FreeBytes - before, trapped, [.. warnings]);
    }

    private void Free(LoadedModule module, bool keepsData)
    {
        _reclaimer.Remove(module);
        foreach (var slab in module.Slabs)
        {
            slab.Frames.ForEach(NativeRuntime.DeregisterFrames);
            slab.Frames.Clear();
            _code.Remove(slab.Ranges.Code);
            var freed = slab.Callers > 0 ? KeepEntries(slab) : slab.Ranges;
            freed = keepsData ? freed with { ReadOnly = default, Data = default, ThreadLocals = default } : freed;
            _slabs.Free(freed);
            _threadLocals.Forget(freed.ThreadLocals);
        }

        if (_startup.HandleOf(module.Name) is var handle and not 0)
            _threadLocals.ForgetThreadExit(handle);
        _startup.Free(module.Name);
    }

    // Code of other modules calls functions by their entries: from there calls go on to the stubs, which lead to the trap. The pages with those stay.
    private SlabRanges KeepEntries(LoadedSlab slab)
    {
        ulong start = ulong.MaxValue, end = 0;
        foreach (var definition in slab.Functions.SelectMany(node => node.Defines))
        {
            if (!definition.IsRedirectable || definition.Symbol.Slot < 0)
                continue; // nobody that is left refers to it
            _table.CloseEntry(definition.Symbol, definition);
            ulong page = definition.Address / PageAllocator.PageSize * PageAllocator.PageSize;
            (start, end) = (Math.Min(start, page), Math.Max(end, page + PageAllocator.PageSize));
        }

        if (end == 0)
            return slab.Ranges;
        var code = slab.Ranges.Code;
        _slabs.Free(new() { Code = new(code.Start, start - code.Start) });
        _slabs.Free(new() { Code = new(end, code.End - end) });
        _reclaimer.AddEntries(slab);
        return slab.KeepEntries(new(start, end - start));
    }

    private ulong FreeBytes => _slabs.Code.FreeBytes + _slabs.ReadOnly.FreeBytes + _slabs.Data.FreeBytes + _slabs.ThreadLocals.FreeBytes;
}
