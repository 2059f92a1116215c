using Graft.Protocol;

namespace Graft;

// What has become safe: initialisers first, then the slots.
internal sealed partial class RuntimeAgent
{
    private bool _isMakingReady;
    private bool _mustLookAgain;

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

            components = Readiness.Find(_waiting);
        }

        foreach (var component in components)
        {
            if (component.HasIndirectFunctions || component.Units.Count > 0)
                Prepare(component, diagnostics);
            lock (_sync)
                GoLive(component);
        }

        lock (_sync)
        {
            _waiting = _waiting.FindAll(node => node.State != SymbolState.Ready);
            Monitor.PulseAll(_sync);
        }
    }

    private void GoLive(ReadyComponent component)
    {
        foreach (var node in component.Nodes)
        {
            node.State = SymbolState.Ready;
            node.InitialisingThread = 0;
        }

        foreach (var node in component.Nodes)
        {
            foreach (var definition in node.Defines)
                _table.GoLive(definition);
        }
    }

    // The slots still lead to the trap, which lets this thread through and nobody else.
    private void Prepare(ReadyComponent component, DiagnosticBag diagnostics)
    {
        lock (_sync)
        {
            foreach (var node in component.Nodes)
                node.InitialisingThread = Environment.CurrentManagedThreadId;
            foreach (var unit in component.Units)
                unit.HasInitialisersToRun = false;
            Monitor.PulseAll(_sync); // components that went live before this one
        }

        // As dynamic linkers do: what is relocated comes before what is run.
        foreach (var node in component.Nodes)
        {
            if (node.HasIndirectFunctions)
                AskIndirectFunctions(node, diagnostics);
        }

        foreach (var unit in component.Units)
            NativeRuntime.RunAll(FunctionsAt(unit.Record.InitArray, unit.Record.InitCount));
    }

    // The newest module first: it may use what was there before it.
    private void RunFinalisers()
    {
        LoadedModule[] modules;
        lock (_sync)
            modules = [.. _table.Modules.Values.OrderByDescending(module => module.FirstGeneration)];
        foreach (var module in modules)
            RunFinalisers(module);
        foreach (ulong frames in modules.SelectMany(module => module.Frames))
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
            units = [.. module.Units.Values
                .Where(unit => unit.Record.FiniCount > 0 && unit.Nodes.TrueForAll(node => node.State == SymbolState.Ready))
                .Reverse()];
        }

        if (handle != 0)
            NativeRuntime.Finalise(handle);
        foreach (var unit in units)
            NativeRuntime.RunAll(FunctionsAt(unit.Record.FiniArray, unit.Record.FiniCount));
        NativeRuntime.FlushStandardOutput();
    }

    private static unsafe ReadOnlySpan<nint> FunctionsAt(ulong address, int count) => new((void*)address, count);
}
