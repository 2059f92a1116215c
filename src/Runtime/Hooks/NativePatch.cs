using System.Runtime.InteropServices;
using System.Text;
using Graft.Protocol;

namespace Graft;

/// <summary><c>struct graft_patch</c> of include/graft.h: what hooks in modules get.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePatch
{
    private uint _size;
    private uint _kind;
    private uint _consistency;
    private uint _reserved;
    private long _generation;
    private byte* _modules;
    private byte* _author;

    /// <summary>Calls a hook.</summary>
    /// <param name="faults">Guards the call; null in a program that is a module itself.</param>
    /// <param name="hook">The address of a function that takes a pointer to the structure.</param>
    /// <param name="notice">What it is told.</param>
    /// <param name="fault">The number of the fault that ended it; 0 if it returned.</param>
    /// <returns>What it returned; of one that returns nothing, anything.</returns>
    public static int Call(FaultWatch? faults, nint hook, PatchNotice notice, out long fault)
    {
        fault = 0;
        fixed (byte* modules = Encoding.UTF8.GetBytes(notice.ModuleText + '\0'), author = Encoding.UTF8.GetBytes(notice.Author + '\0'))
        {
            var patch = new NativePatch
            {
                _size = (uint)sizeof(NativePatch),
                _kind = (uint)notice.Kind,
                _consistency = (uint)notice.Consistency,
                _generation = notice.Generation,
                _modules = modules,
                _author = author,
            };
            if (faults is null)
                return ((delegate* unmanaged[Cdecl]<NativePatch*, int>)hook)(&patch);
            var call = new NativeCall { Function = hook };
            call.Integers[0] = (long)&patch;
            fault = faults.Call(&call);
            return (int)call.Integer;
        }
    }
}
