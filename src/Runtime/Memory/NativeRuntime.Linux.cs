using System.Runtime.InteropServices;
using System.Text;
using Graft.Protocol;

namespace Graft;

/// <summary>The C and C++ run-time libraries' services that modules rely on.</summary>
internal static unsafe partial class NativeRuntime
{
    private const string C = "libc.so.6";

    /// <summary>Makes exceptions and backtraces able to pass through frames of the arena.</summary>
    [LibraryImport("libgcc_s.so.1", EntryPoint = "__register_frame")]
    public static partial void RegisterFrames(ulong ehFrame);

    /// <summary>Takes <see cref="RegisterFrames"/> back.</summary>
    [LibraryImport("libgcc_s.so.1", EntryPoint = "__deregister_frame")]
    public static partial void DeregisterFrames(ulong ehFrame);

    /// <summary>Address of the function that runs what modules left with __cxa_atexit under a handle, its argument (Itanium C++ ABI, 3.3.6.3).</summary>
    public static nint FinaliseFunction { get; } = FindExport("__cxa_finalize");

    /// <summary>Ends the process at once: no handlers, which might wait for the very function that is missing.</summary>
    [LibraryImport(C, EntryPoint = "_exit")]
    public static partial void ExitNow(int code);

    /// <summary>Writes out what modules have printed. Only stdout: flushing all streams waits for a thread that reads stdin.</summary>
    public static void FlushStandardOutput()
    {
        nint stdout = FindExport("stdout");
        if (stdout != 0)
            _ = fflush(*(nint*)stdout);
    }

    /// <summary>Writes a line to stderr, past .NET's console, which would take hold of the terminal.</summary>
    public static void WriteError(Diagnostic diagnostic)
    {
        byte[] line = Encoding.UTF8.GetBytes($"{diagnostic}\n");
        fixed (byte* text = line)
            _ = write(2, text, (nuint)line.Length);
    }

    /// <summary>Address of a symbol of this process, whoever exports it; 0 if nobody does.</summary>
    public static nint FindExport(string name) =>
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), name, out nint address) ? address : 0;

    /// <summary>Address of one version of a library's symbol (<c>memcpy@GLIBC_2.14</c>); 0 if there is none.</summary>
    public static nint FindVersion(nint library, string name, string version)
    {
        nint find = FindExport("dlvsym"); // Not every C library knows versions.
        if (find == 0)
            return 0;
        fixed (byte* nameText = Encoding.UTF8.GetBytes(name + '\0'), versionText = Encoding.UTF8.GetBytes(version + '\0'))
            return ((delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)find)(library, nameText, versionText);
    }

    [LibraryImport(C)]
    private static partial int fflush(nint stream);

    [LibraryImport(C)]
    private static partial nint write(int descriptor, byte* text, nuint count);
}
