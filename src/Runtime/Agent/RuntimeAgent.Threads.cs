using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

// Registered threads and their sync points, and what native code may call.
internal sealed partial class RuntimeAgent
{
    /// <summary>The threads that have promised to come to sync points.</summary>
    public ThreadRegistry Threads { get; }

    // Modules reach them as host symbols; include/graft.h declares them.
    private unsafe void OfferCalls()
    {
        const int Spacing = 32;
        (string Name, nint Handler)[] calls =
        [
            ("graft_register_thread", (nint)(delegate* unmanaged[Cdecl]<nint, nint, void>)&OnRegisterThread),
            ("graft_unregister_thread", (nint)(delegate* unmanaged[Cdecl]<nint, nint, void>)&OnUnregisterThread),
            ("graft_sync_point", (nint)(delegate* unmanaged[Cdecl]<nint, nint, void>)&OnSyncPoint),
            ("graft_veto", (nint)(delegate* unmanaged[Cdecl]<nint, nint, int>)&OnVeto),
        ];
        byte[] code = new byte[calls.Length * Spacing];
        for (int i = 0; i < calls.Length; i++)
            ThreadCallsX64.Assemble(calls[i].Handler, GCHandle.ToIntPtr(_self)).CopyTo(code, i * Spacing);
        nint address = (nint)WriteCode(code);
        for (int i = 0; i < calls.Length; i++)
            _host.Export(Utf8Name.From(calls[i].Name), address + (i * Spacing));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRegisterThread(nint name, nint context) => AgentOf(context).Threads.Register(Marshal.PtrToStringUTF8(name) ?? "");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnUnregisterThread(nint argument, nint context) => AgentOf(context).Threads.Unregister();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSyncPoint(nint argument, nint context) => AgentOf(context).Threads.SyncPoint();

    private static RuntimeAgent AgentOf(nint context) => (RuntimeAgent)GCHandle.FromIntPtr(context).Target!;
}
