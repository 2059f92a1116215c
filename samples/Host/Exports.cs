using System.Runtime.InteropServices;

namespace Graft.Samples.Host;

/// <summary>What this program offers to modules.</summary>
internal static unsafe class Exports
{
    /// <summary>Prints a text: <c>void say(const char *text)</c>.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    public static void Say(byte* text) => Console.WriteLine($"module says: {Marshal.PtrToStringUTF8((nint)text)}");
}
