using System.Runtime.InteropServices;

namespace Graft.Protocol;

/// <summary>
/// Makes names of C++ readable, as the Itanium C++ ABI mangles them, with the C++ library's own demangler where the machine has one.
/// Thread-safe.
/// </summary>
public static unsafe class Demangler
{
    private static readonly Lazy<nint> Function = new(Find);

    /// <summary>The name as it stands in the source; the name itself if it is not mangled.</summary>
    public static string Demangle(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.StartsWith("_Z", StringComparison.Ordinal) || Function.Value == 0)
            return name;
        nint mangled = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            int status;
            nint readable = ((delegate* unmanaged[Cdecl]<nint, nint, nint, int*, nint>)Function.Value)(mangled, 0, 0, &status);
            if (readable == 0)
                return name;
            string text = Marshal.PtrToStringUTF8(readable)!;
            NativeMemory.Free((void*)readable);
            return text;
        }
        finally
        {
            Marshal.FreeCoTaskMem(mangled);
        }
    }

    // char *__cxa_demangle(const char *name, char *buffer, size_t *length, int *status); the result is malloc's.
    private static nint Find() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out nint library)
        && NativeLibrary.TryGetExport(library, "__cxa_demangle", out nint function) ? function : 0;
}
