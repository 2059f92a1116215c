using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

// What happens to a call whose function is not there yet.
internal sealed partial class RuntimeAgent
{
    /// <summary>Raised on the calling thread before a failed call ends the process.</summary>
    public event Action<Diagnostic>? LateBindingFailed;

    // The common trap calls this on whatever thread made the call. An exception would have to cross its native
    // frames, so none leaves.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnTrap(uint slot, nint returnAddress, nint context)
    {
        // The call must not show that it waited: the function may read the errno that its caller left.
        int error = Marshal.GetLastSystemError();
        try
        {
            var agent = (RuntimeAgent)GCHandle.FromIntPtr(context).Target!;
            nint target = (nint)agent.FindTarget((int)slot, (ulong)returnAddress);
            Marshal.SetLastSystemError(error);
            return target;
        }
        catch (Exception e)
        {
            Environment.FailFast("Graft's late-binding trap failed", e);
            return 0;
        }
    }

    private ulong FindTarget(int slot, ulong returnAddress)
    {
        Symbol symbol;
        Definition? indirect;
        lock (_sync)
            indirect = _table.TryGetBySlot(slot, out symbol) ? OwnUnasked(symbol) : null;
        if (symbol.OrNull is null)
            return EndProcess(DiagnosticCatalog.CallOfMissingFunction.At($"a call reached stub {slot}, which belongs to no symbol"));
        if (indirect is { } unasked)
            Ask(unasked);
        lock (_sync)
        {
            if (_options.LateBinding is LateBinding.Waiting { Limit: var limit })
                WaitForTarget(symbol, limit, returnAddress);
            if (TargetOf(symbol) is { } target)
                return target;
        }

        // Outside of the lock: the program may take its time, or come back with an export.
        if (_options.LateBinding is LateBinding.Resolving { Resolver: var resolve } && resolve(symbol.Name.ToString()) is var found && found != 0)
            return (ulong)found;
        Diagnostic why;
        lock (_sync)
        {
            if (TargetOf(symbol) is { } target)
                return target;
            why = WhyMissing(symbol, returnAddress);
        }

        return EndProcess(why); // likewise
    }

    private void WaitForTarget(Symbol symbol, TimeSpan limit, ulong returnAddress)
    {
        long start = Stopwatch.GetTimestamp();
        _trappedCalls.Add(returnAddress);
        while (TargetOf(symbol) is null && !HasChosenNothing(symbol))
        {
            var rest = limit == Timeout.InfiniteTimeSpan ? limit : limit - Stopwatch.GetElapsedTime(start);
            if (rest < TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
                break;
            if (_isEnding && !Thread.CurrentThread.IsBackground)
                break;
            // When the runtime ends nothing comes any more, and the process does not wait for a background thread.
            Monitor.Wait(_sync, _isEnding ? Timeout.InfiniteTimeSpan : rest);
        }

        _trappedCalls.Remove(returnAddress);
    }

    // What is live; for the thread that runs a unit's initialisers, and those that began since, also what is about to be.
    private ulong? TargetOf(Symbol symbol)
    {
        var definition = symbol.Live is { Kind: SymbolKind.Function or SymbolKind.Unknown } live ? live
            : IsPreparing(symbol.Newest) || (IsPrepared(symbol.Newest) && _initialisersBegan.IsBeforeThisThread()) ? symbol.Newest
            : null;
        return definition is { Target: not 0 and var target } ? target : null;
    }

    private static bool IsPrepared(Definition? definition) => definition?.Node is { InitialisingThread: not 0 };

    // Whether this thread is the one that makes a definition Ready.
    private static bool IsPreparing(Definition? definition) =>
        definition?.Node is { } node && node.InitialisingThread == Environment.CurrentManagedThreadId;

    private Diagnostic WhyMissing(Symbol symbol, ulong returnAddress)
    {
        string caller = CallerOf(returnAddress);
        if (_isEnding)
            return DiagnosticCatalog.CallOfMissingFunction.At($"{caller} called {SymbolText.Quote(symbol.Name)}, which is not ready, while runtime '{Name}' ends: {WhyNotReady(symbol)}");
        string limit = _options.LateBinding is LateBinding.Waiting { Limit: var waited } ? $" within {waited.TotalSeconds:0.###} s" : "";
        return DiagnosticCatalog.CallOfMissingFunction.At(
            $"{caller} called {SymbolText.Quote(symbol.Name)}, which did not become ready{limit} in runtime '{Name}': {WhyNotReady(symbol)}");
    }

    // Why a symbol is not Ready, as a sentence's end with a remedy. Under the lock.
    private string WhyNotReady(Symbol symbol)
    {
        if (symbol.Newest is not { } newest)
        {
            return symbol.Group.Newest is { } other
                ? $"module {other.Module} defines it with another signature, '{other.Signature}' instead of '{symbol.Signature}'; rebuild the caller"
                : $"no module defines it{(_advice.For(symbol.Name) is { Length: > 0 } advice ? advice : "; load the module that does")}";
        }

        if (HasChosenNothing(symbol))
            return $"it is an indirect function of module {newest.Module}, whose resolver gave no function, or called it";
        if (newest.Node is not { } node)
            return "it is ready";
        string missing = string.Join(", ", Readiness.FindMissing([node]).Select(wanted => $"{SymbolText.Quote(wanted.Symbol.Name)} (wanted by {wanted.Unit.Module})"));
        return missing.Length > 0
            ? $"module {newest.Module} defines it, but waits for {missing}; load the modules that define these"
            : $"initialisers of module {newest.Module} are running, or one of its fields could not be filled";
    }

    private string CallerOf(ulong returnAddress)
    {
        var caller = _table.Modules.Values.FirstOrDefault(module => module.HasCodeAt(returnAddress));
        return caller is null ? "the program" : $"module {caller.Name}";
    }

    private ulong EndProcess(Diagnostic diagnostic)
    {
        LateBindingFailed?.Invoke(diagnostic);
        using (var stderr = new StreamWriter(Console.OpenStandardError()))
            stderr.WriteLine(diagnostic);
        NativeRuntime.FlushStandardOutput();
        NativeRuntime.ExitNow(Runtime.LateBindingExitCode);
        return 0;
    }
}
