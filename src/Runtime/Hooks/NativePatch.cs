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
    /// <param name="hook">The address of a function that takes a pointer to the structure.</param>
    /// <param name="notice">What it is told.</param>
    /// <returns>What it returned; of one that returns nothing, anything.</returns>
    public static int Call(nint hook, PatchNotice notice)
    {
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
            return ((delegate* unmanaged[Cdecl]<NativePatch*, int>)hook)(&patch);
        }
    }
}
