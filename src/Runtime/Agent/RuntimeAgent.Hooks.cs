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

    // Under the commit gate, but not the lock: hooks are code of the program and of modules. Gives whether there is any.
    private bool AskHooks(PatchNotice notice)
    {
        if (AskProgram(notice) is { } reason)
            throw new GraftException(DescribeVeto(notice, "the program", reason));
        int count = CallHooks(ModuleHook.Before, hook =>
        {
            _vetoReason = null;
            using var step = _gate.Begin("runs a hook", hook.Function);
            int answer = NativePatch.Call(_faults, hook.Function, notice, out long fault);
            string? why = fault != 0 ? DescribeFault(fault, "it").Message : answer != 0 ? _vetoReason ?? $"it returned {answer}" : null;
            if (why is not null)
                throw new GraftException(DescribeVeto(notice, $"{ModuleHook.Before} of module {hook.Module.Name}", why));
        });
        return count > 0 || Patching is not null;
    }

    // The patch has taken effect, whatever hooks do.
    private void TellHooks(PatchNotice notice, DiagnosticBag diagnostics) =>
        CallHooks(ModuleHook.After, hook =>
        {
            _ = NativePatch.Call(_faults, hook.Function, notice, out long fault);
            if (fault != 0)
                diagnostics.Add(DescribeFault(fault, $"generation {notice.Generation} is in effect, but {ModuleHook.After} of module {hook.Module.Name}"));
        });

    // A program that fails at this moment is not ready for a patch.
    private string? AskProgram(PatchNotice notice)
    {
        using var step = _gate.Begin("asks the handlers of Runtime.Patching");
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

    // From being found to the last call their modules count as called: neither unloaded nor, should another patch come, reclaimed.
    private int CallHooks(Utf8Name name, Action<ModuleHook> call)
    {
        List<ModuleHook> hooks;
        lock (_sync)
        {
            hooks = ModuleHook.Find(_table, name);
            hooks.ForEach(hook => hook.Module.RunningCalls.Add(LinuxSignals.CurrentThread));
        }

        try
        {
            hooks.ForEach(call);
            return hooks.Count;
        }
        finally
        {
            lock (_sync)
                hooks.ForEach(hook => hook.Module.RunningCalls.Remove(LinuxSignals.CurrentThread));
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
