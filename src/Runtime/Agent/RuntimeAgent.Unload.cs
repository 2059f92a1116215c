using Graft.Protocol;

namespace Graft;

// A module goes: finalisers, then its symbols, then its memory.
internal sealed partial class RuntimeAgent
{
    // Links that were resolved and are neither committed nor abandoned.
    private readonly List<PendingLink> _links = [];

    // Return addresses of the calls that wait in the trap.
    private readonly List<ulong> _trappedCalls = [];

    /// <summary>Takes a module out of the runtime.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="force">Whether functions that others still call may go.</param>
    /// <exception cref="GraftException">GRAFT4018: it is in use; GRAFT4019: there is none. Nothing has changed.</exception>
    public UnloadReply Unload(string name, bool force)
    {
        var diagnostics = new DiagnosticBag();
        UnloadReply reply;
        GenerationRecord record;
        lock (_commitGate)
        {
            LoadedModule module;
            lock (_sync)
            {
                module = FindModule(name);
                CheckUnused(module, force);
                module.IsUnloading = true;
            }

            RunFinalisers(module);
            lock (_sync)
            {
                reply = Remove(module);
                record = Remember(new(reply.Generation, name, 0, 0, 0, 0, reply.Removed));
            }

            MakeReady(diagnostics);
        }

        if (Announce(record) is { } failure)
            diagnostics.Add(failure);
        return reply with { Diagnostics = [.. reply.Diagnostics, .. diagnostics] };
    }

    private LoadedModule FindModule(string name)
    {
        if (_table.Modules.TryGetValue(name, out var module))
            return module;
        string held = _table.Modules.Count == 0 ? "it holds none" : $"it holds {string.Join(", ", _table.Modules.Keys)}";
        throw new GraftException(DiagnosticCatalog.NoModule.At($"runtime '{Name}' holds no module '{name}'; {held}"));
    }

    private void CheckUnused(LoadedModule module, bool force)
    {
        string? activity =
            _isMakingReady ? "it was asked for by an initialiser; unload it once that has returned"
            : module.RunningCalls > 0 ? "a call of one of its functions is running; wait for its end"
            : _trappedCalls.Exists(module.HasCodeAt) ? "a thread waits in its code for a function that is not there; load that, or wait for the limit"
            : null;
        if (activity is not null)
            throw new GraftException(DiagnosticCatalog.ModuleInUse.At($"module {module.Name} is in use: {activity}"));
        var dependences = Dependents.Find(_table, module.Name);
        if (dependences.Exists(dependence => dependence.IsData || !force))
            throw new GraftException([.. Dependents.Describe(module.Name, force ? dependences.FindAll(d => d.IsData) : dependences)]);
    }

    private UnloadReply Remove(LoadedModule module)
    {
        foreach (var link in _links)
            link.IsVoid |= Array.Exists(link.Wants, symbol => symbol.LeadsTo(module.Name));
        var trapped = Dependents.Find(_table, module.Name)
            .Select(use => new Dependent(use.Unit.Module, use.Unit.Name, use.Symbol.Name.ToString()))
            .OrderBy(use => use.Module, StringComparer.Ordinal)
            .ThenBy(use => use.Unit, StringComparer.Ordinal)
            .ThenBy(use => use.Symbol, StringComparer.Ordinal)
            .ToList();
        var replacedUsers = Dependents.FindReplacedUsers(_table, module.Name);
        _waiting.RemoveAll(node => node.Unit.Module == module.Name);
        _waiting.AddRange(_unloader.Remove(module, out int removed));
        foreach (ulong frames in module.Frames)
            NativeRuntime.DeregisterFrames(frames);
        ulong freed = Free(module, keepsData: replacedUsers.Count > 0);
        var warnings = replacedUsers.Select(user => DiagnosticCatalog.DefinitionRetained.At(
            $"data and constants of module {module.Name} stay in memory until the runtime ends: code of module {user} that was replaced may use them"));
        return new(++_generation, removed, freed, trapped, [.. warnings]);
    }

    private ulong Free(LoadedModule module, bool keepsData)
    {
        ulong before = FreeBytes;
        foreach (var slab in module.Slabs)
            _slabs.Free(keepsData ? slab with { ReadOnly = default, Data = default } : slab);
        _startup.Free(module.Name);
        return FreeBytes - before;
    }

    private ulong FreeBytes => _slabs.Code.FreeBytes + _slabs.ReadOnly.FreeBytes + _slabs.Data.FreeBytes;
}
