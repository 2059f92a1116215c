using Graft.Protocol;

namespace Graft;

// Calls that the agent makes for others.
internal sealed partial class RuntimeAgent
{
    /// <summary>Calls a function that is Ready; its module stays until the call returns.</summary>
    /// <returns>The bits of the result.</returns>
    /// <exception cref="GraftException">GRAFT4009: it cannot be called; GRAFT4031: it faulted.</exception>
    public ulong Call(CallRequest request)
    {
        var (function, module) = BeginCall(request.Function);
        try
        {
            ulong result = CallInvoker.Invoke(_faults!, function, request, out long fault);
            return fault == 0 ? result : throw new GraftException(DescribeFault(fault, $"the call of '{request.Function}'"));
        }
        finally
        {
            lock (_sync)
                module.RunningCalls.Remove(LinuxSignals.CurrentThread);
        }
    }

    private (nint Function, LoadedModule Module) BeginCall(string name)
    {
        lock (_sync)
        {
            var symbol = _table.FindVisible(Utf8Name.From(name))?.Newest?.Symbol;
            string why = symbol is not { } known ? $"no module defines it{_advice.For(Utf8Name.From(name))}"
                : known.Newest is not { Kind: SymbolKind.Function } ? "it is no function of a module"
                : WhyNotReady(known);
            if (symbol is { Live: { Kind: SymbolKind.Function } live } callee && _table.Modules.TryGetValue(live.Module, out var module))
            {
                if (!module.IsUnloading)
                {
                    module.RunningCalls.Add(LinuxSignals.CurrentThread);
                    return ((nint)_table.StubOf(callee), module);
                }

                why = $"module {module.Name} is being unloaded";
            }

            throw new GraftException(DiagnosticCatalog.NotCallable.At($"'{name}' cannot be called in runtime '{Name}': {why}"));
        }
    }
}
