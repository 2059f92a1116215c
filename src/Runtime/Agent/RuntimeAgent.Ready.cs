using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

// What has become safe: initialisers first, then the slots.
internal sealed partial class RuntimeAgent
{
    private bool _isMakingReady;
    private bool _mustLookAgain;
    private ThreadMark _initialisersBegan; // while they run

    // Under the commit gate: while initialisers run, nobody else changes what is waiting. An initialiser may do so itself, on
    // this thread, by an export: what that makes Ready comes after the initialiser has ended.
    private void MakeReady(DiagnosticBag diagnostics)
    {
        _mustLookAgain = true;
        if (_isMakingReady)
            return;
        _isMakingReady = true;
        try
        {
            while (_mustLookAgain)
            {
                _mustLookAgain = false;
                MakeReadyOnce(diagnostics);
            }
        }
        finally
        {
            _isMakingReady = false;
        }
    }

    private void MakeReadyOnce(DiagnosticBag diagnostics)
    {
        List<ReadyComponent> components;
        lock (_sync)
        {
            if (_waiting.Count == 0)
            {
                Monitor.PulseAll(_sync);
                return;
            }

            if (Readiness.IsAllSafe(_waiting))
            {
                GoLive(CollectionsMarshal.AsSpan(_waiting));
                _table.CompleteEntries();
                _waiting = [];
                Monitor.PulseAll(_sync);
                return;
            }

            components = Readiness.Find(_waiting);
        }

        for (int first = 0, end; first < components.Count; first = end)
        {
            end = EndOfBatch(components, first);
            if (NeedsPreparation(components[first]))
                Prepare(components.GetRange(first, end - first), diagnostics);
            lock (_sync)
            {
                for (int i = first; i < end; i++)
                    GoLive(components[i].Nodes);
                _table.CompleteEntries();
            }
        }

        lock (_sync)
        {
            _waiting = _waiting.FindAll(node => node.State != SymbolState.Ready);
            Monitor.PulseAll(_sync);
        }
    }

    // What was linked together is initialised together, in the order of that link; what other links brought, before or after
    // it, as components need each other.
    private static int EndOfBatch(List<ReadyComponent> components, int first)
    {
        int end = first + 1;
        if (!NeedsPreparation(components[first]))
        {
            // Nothing runs before these: all go live at one stroke.
            while (end < components.Count && !NeedsPreparation(components[end]))
                end++;
            return end;
        }

        if (components[first].Units.Count == 0)
            return end;
        long generation = components[first].Units[0].Generation;
        for (int i = end; i < components.Count; i++)
        {
            foreach (var unit in components[i].Units)
            {
                if (unit.Generation != generation)
                    return end;
                end = i + 1;
            }
        }

        return end;
    }

    private static bool NeedsPreparation(in ReadyComponent component) =>
        component.HasIndirectFunctions || component.Units.Count > 0;

    private static IEnumerable<LoadedUnit> InOrder(IEnumerable<LoadedUnit> units) =>
        units.OrderBy(unit => unit.Position);

    private void GoLive(ReadOnlySpan<Node> nodes)
    {
        foreach (var node in nodes)
        {
            node.State = SymbolState.Ready;
            node.InitialisingThread = 0;
        }

        foreach (var node in nodes)
        {
            foreach (var definition in node.Defines)
                _table.GoLive(definition);
        }
    }

    // The slots still lead to the trap, which lets this thread through, and threads that initialisers begin: they may wait for these.
    private void Prepare(List<ReadyComponent> batch, DiagnosticBag diagnostics)
    {
        LoadedUnit[] units;
        lock (_sync)
        {
            foreach (var node in batch.SelectMany(component => component.Nodes))
                node.InitialisingThread = Environment.CurrentManagedThreadId;
            units = [.. batch.SelectMany(component => component.Units).GroupBy(unit => unit.Generation).SelectMany(InOrder)];
            foreach (var unit in units)
            {
                unit.HasInitialisersToRun = false;
                _table.Modules[unit.Module].InitialisedUnits.Add(unit.Name);
            }

            if (units.Length > 0)
                _initialisersBegan = ThreadMark.Now();
            Monitor.PulseAll(_sync); // components that went live before this one
        }

        // As dynamic linkers do: what is relocated comes before what is run.
        foreach (var node in batch.SelectMany(component => component.Nodes))
        {
            if (node.HasIndirectFunctions)
                AskIndirectFunctions(node, diagnostics);
        }

        foreach (nint initialiser in NumberedTable.JoinInitialisers(units))
            RunGuarded(initialiser, "an initialiser", diagnostics);
        lock (_sync)
            _initialisersBegan = default;
    }

    // The newest module first: it may use what was there before it.
    private void RunFinalisers()
    {
        LoadedModule[] modules;
        lock (_sync)
            modules = [.. _table.Modules.Values.OrderByDescending(module => module.FirstGeneration)];
        _threadLocals.RunThreadExit();
        foreach (var module in modules)
            RunFinalisers(module);
        foreach (ulong frames in modules.SelectMany(module => module.Slabs).SelectMany(slab => slab.Frames))
            NativeRuntime.DeregisterFrames(frames);
    }

    // As exit does: first the handlers that were registered, destructors among them, then the finalisers, the last unit's first.
    private void RunFinalisers(LoadedModule module)
    {
        LoadedUnit[] units;
        ulong handle;
        lock (_sync)
        {
            handle = _startup.HandleOf(module.Name);
            units = [.. InOrder(module.Units.Values)
                .Where(unit => unit.Record.FiniCount > 0 && unit.Nodes.TrueForAll(node => node.State == SymbolState.Ready))];
        }

        if (handle != 0)
        {
            _threadLocals.RunThreadExit(handle);
            RunGuarded(NativeRuntime.FinaliseFunction, "a handler or destructor", null, (nint)handle);
        }

        foreach (nint finaliser in NumberedTable.JoinFinalisers(units))
            RunGuarded(finaliser, "a finaliser", null);
        NativeRuntime.FlushStandardOutput();
    }
}
