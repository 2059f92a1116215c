using System.Diagnostics;
using Graft.Protocol;

namespace Graft;

// What others may know.
internal sealed partial class RuntimeAgent
{
    private const int FaultsOfStatus = 10;

    /// <summary>How the runtime is.</summary>
    public RuntimeStatus GetStatus()
    {
        lock (_sync)
        {
            var modules = _table.Modules.Values.Select(module => new LoadedModuleStatus(module.Name, module.Generation, module.Units.Count));
            var missing = Readiness.FindMissing(_waiting)
                .Select(symbol => symbol.ToMissingSymbol())
                .OrderBy(symbol => symbol.Name, StringComparer.Ordinal);
            return new(
                Name, Environment.ProcessId, _generation, Layout.Base, [.. modules],
                Use(_slabs.Code), Use(_slabs.ReadOnly), Use(_slabs.Data),
                new((ulong)_slots.Used, (ulong)Layout.SlotCount), [.. missing])
            {
                Follows = _options.Follows ?? "",
                Activity = DescribeActivity(),
                Retained = DescribeRetained(),
                Faults = [.. _faultLog.ToArray().TakeLast(FaultsOfStatus)],
            };
        }
    }

    /// <summary>The symbols by name, of one module or of all.</summary>
    public IReadOnlyList<RuntimeSymbol> GetSymbols(string module)
    {
        lock (_sync)
        {
            return [.. _table.Symbols
                .Where(symbol => module.Length == 0
                    || symbol.Newest?.Module == module
                    || symbol.Wanters.Exists(wanter => wanter.Module == module))
                .Select(ToRuntimeSymbol)
                .OrderBy(symbol => symbol.Name, StringComparer.Ordinal)
                .ThenBy(symbol => symbol.Module, StringComparer.Ordinal)
                .ThenBy(symbol => symbol.Unit, StringComparer.Ordinal)];
        }
    }

    /// <summary>Waits until symbols that modules see, or failing these hidden ones, have come as far as a state.</summary>
    /// <exception cref="GraftException">GRAFT4007: the limit passed; GRAFT4002: the runtime ends.</exception>
    public void WaitFor(IReadOnlyList<string> names, SymbolState state, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_sync)
        {
            while (!names.All(name => HasReached(name, state)))
            {
                if (_isEnding)
                    throw new GraftException(DiagnosticCatalog.RuntimeLost.At($"runtime '{Name}' is ending"));
                var rest = limit == Timeout.InfiniteTimeSpan ? limit : limit - Stopwatch.GetElapsedTime(start);
                if (rest < TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
                    throw new GraftException([.. names.Where(name => !HasReached(name, state)).Select(name => TimedOut(name, state, limit))]);
                Monitor.Wait(_sync, rest);
            }
        }
    }

    /// <summary>The stub of a function that modules see, whether it is there yet or not.</summary>
    /// <exception cref="GraftException">GRAFT4004: no slot is left.</exception>
    public nint GetFunctionPointer(string name)
    {
        lock (_sync)
        {
            var key = SymbolKey.Global(Utf8Name.From(name));
            var symbol = _table.FindVisible(key.Name)?.Newest is { Kind: SymbolKind.Function } newest ? newest.Symbol : _table.GetOrAdd(key, FunctionSignature.Unknown);
            if (!_table.EnsureSlot(symbol))
            {
                throw new GraftException(DiagnosticCatalog.ArenaFull.At(
                    $"no slot is left for function '{name}'; create the runtime with a larger arena"));
            }

            symbol.IsCommitted = true;
            symbol.IsSlotCommitted = true;
            symbol.IsHeld = true;
            return (nint)_table.StubOf(symbol);
        }
    }

    /// <summary>Address and size of data that modules see and that is Ready.</summary>
    /// <exception cref="GraftException">GRAFT3001: it is not there; GRAFT4009: it is a function.</exception>
    public (nint Address, ulong Size) GetData(string name)
    {
        lock (_sync)
        {
            var symbol = _table.FindVisible(Utf8Name.From(name))?.Newest?.Symbol;
            return symbol?.Live switch
            {
                null => throw new GraftException(DiagnosticCatalog.UndefinedSymbol.At(
                    $"data '{name}' is not in runtime '{Name}': {(symbol is { } known ? WhyNotReady(known) : $"no module defines it{_advice.For(Utf8Name.From(name))}")}")),
                { Kind: SymbolKind.Function } => throw new GraftException(DiagnosticCatalog.NotCallable.At($"'{name}' is a function, not data")),
                { Kind: SymbolKind.ThreadLocal } variable => (_threadLocals.AddressOf(variable.Address), variable.Size),
                { } definition => ((nint)definition.Address, definition.Size),
            };
        }
    }

    private bool HasReached(string name, SymbolState state) =>
        StateOf(name) is var reached && (reached == state || (reached > state && reached != SymbolState.Failed));

    private SymbolState? StateOf(string name)
    {
        if (_table.FindVisible(Utf8Name.From(name)) is { } global)
            return StateOf(global);
        return _table.Symbols.FirstOrDefault(symbol => symbol.Name == Utf8Name.From(name)).OrNull?.State;
    }

    private static SymbolState StateOf(SymbolGroup group) =>
        group.Newest?.State ?? group.Symbols.Max(symbol => symbol.State);

    private Diagnostic TimedOut(string name, SymbolState state, TimeSpan limit)
    {
        string wanted = state.ToString().ToLowerInvariant();
        string reached = StateOf(name)?.ToString().ToLowerInvariant() ?? "unknown";
        var symbol = _table.FindVisible(Utf8Name.From(name)) is { } group ? group.Newest?.Symbol ?? group.Symbols[0] : default(Symbol?);
        return DiagnosticCatalog.WaitTimedOut.At(
            $"'{name}' is {reached}, not {wanted}, after {limit.TotalSeconds:0.###} s in runtime '{Name}'"
            + (symbol is { } known ? $": {WhyNotReady(known)}" : $": nobody wants or defines it{_advice.For(Utf8Name.From(name))}"));
    }

    private RuntimeSymbol ToRuntimeSymbol(Symbol symbol)
    {
        var wanter = symbol.Wanters.Count > 0 ? symbol.Wanters[0] : default;
        ulong address = _table.PublicAddressOf(symbol);
        var calls = SymbolTable.BodyOf(symbol) is not null ? CallBinding.Direct : symbol.Slot >= 0 ? CallBinding.Stub : CallBinding.None;
        if (symbol.Newest is not { } definition)
        {
            return new(
                symbol.Name.ToString(), symbol.Slot >= 0 ? SymbolKind.Function : SymbolKind.Unknown, symbol.State, SymbolBinding.Strong,
                false, wanter.Module ?? "", wanter.Unit ?? "", wanter.Signature ?? symbol.Signature, 0, address, 0, calls);
        }

        return new(
            symbol.Name.ToString(), definition.Kind, definition.State, definition.Binding, definition.IsHost, definition.Module,
            definition.Unit?.Name ?? "", definition.Signature, definition.Generation, address, definition.Size, calls);
    }

    private static RegionUse Use(PageAllocator region) => new(region.Region.Size - region.FreeBytes, region.Region.Size);
}
