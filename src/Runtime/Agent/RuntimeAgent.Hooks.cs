using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

// Who is asked before a patch, and told after it: the program, then modules; then modules, then the program.
internal sealed partial class RuntimeAgent
{
    // What the hook that this thread is in gave as its reason.
    [ThreadStatic]
    private static string? _vetoReason;

    /// <summary>Asked before each patch, on the session's thread, while threads still run; gives a reason to refuse it, or null.</summary>
    public event Func<PatchNotice, string?>? Patching;

    // Under the commit gate, but not the lock: hooks are code of the program and of modules.
    private void AskHooks(PatchNotice notice)
    {
        if (AskProgram(notice) is { } reason)
            throw new GraftException(DescribeVeto(notice, "the program", reason));
        foreach (var hook in BeginHooks(ModuleHook.Before))
        {
            _vetoReason = null;
            int answer = Call(hook, notice, out long fault);
            if (fault != 0)
                throw new GraftException(DescribeVeto(notice, $"{ModuleHook.Before} of module {hook.Module.Name}", DescribeFault(fault, "it").Message));
            if (answer != 0)
                throw new GraftException(DescribeVeto(notice, $"{ModuleHook.Before} of module {hook.Module.Name}", _vetoReason ?? $"it returned {answer}"));
        }
    }

    // The patch has taken effect, whatever hooks do.
    private void TellHooks(PatchNotice notice, DiagnosticBag diagnostics)
    {
        foreach (var hook in BeginHooks(ModuleHook.After))
        {
            _ = Call(hook, notice, out long fault);
            if (fault != 0)
                diagnostics.Add(DescribeFault(fault, $"generation {notice.Generation} is in effect, but {ModuleHook.After} of module {hook.Module.Name}"));
        }
    }

    // A program that fails at this moment is not ready for a patch.
    private string? AskProgram(PatchNotice notice)
    {
        try
        {
            return Patching?.Invoke(notice);
        }
#pragma warning disable CA1031 // Whatever the program throws, it did not agree.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"a handler of Runtime.Patching threw {e.GetType().Name}: {e.Message}";
        }
    }

    private List<ModuleHook> BeginHooks(Utf8Name name)
    {
        lock (_sync)
            return ModuleHook.Find(_table, name);
    }

    // Its module stays meanwhile; one that went since the list was made is not called any more.
    private int Call(in ModuleHook hook, PatchNotice notice, out long fault)
    {
        fault = 0;
        lock (_sync)
        {
            if (hook.Module.IsUnloading)
                return 0;
            hook.Module.RunningCalls++;
        }

        int outer = _preparingThread;
        try
        {
            // An undo, which a fault would ask for, waits for the gate.
            if (Monitor.IsEntered(_commitGate))
                _preparingThread = LinuxSignals.CurrentThread;
            return NativePatch.Call(_faults, hook.Function, notice, out fault);
        }
        finally
        {
            if (Monitor.IsEntered(_commitGate))
                _preparingThread = outer;
            lock (_sync)
                hook.Module.RunningCalls--;
        }
    }

    private Diagnostic DescribeVeto(PatchNotice notice, string who, string reason) =>
        DiagnosticCatalog.PatchVetoed.At(
            $"{who} objects to generation {notice.Generation} of runtime '{Name}' (module {notice.ModuleText}): {reason}; nothing was changed, try again when it agrees");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnVeto(nint reason, nint context)
    {
        _vetoReason = Marshal.PtrToStringUTF8(reason);
        return 1;
    }
}
