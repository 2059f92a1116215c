using System.Runtime.InteropServices;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>The libLLVM of this process. Loaded once, before the first call of the API; a process cannot change it.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Major">Its major version.</param>
/// <param name="Version">Its version, as far as it tells: <c>22.1.0</c>, or just <c>14</c>.</param>
internal sealed record LoadedLlvm(string Path, int Major, string Version)
{
    private const int FirstWithOpaquePointersOn = 15;

    /// <summary>Loads a library and readies it for text and bitcode of its own and older versions.</summary>
    /// <returns>Null if it cannot be loaded or is too old; then <paramref name="error"/> says why.</returns>
    public static unsafe LoadedLlvm? TryLoad(LlvmLibrary library, out string error)
    {
        nint handle;
        try
        {
            handle = NativeLibrary.Load(library.Path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            error = $"'{library.Path}' cannot be loaded: {e.Message.ReplaceLineEndings(" ")}";
            return null;
        }

        if (!NativeLibrary.TryGetExport(handle, "LLVMRunPasses", out _))
        {
            error = $"'{library.Path}' is no libLLVM from version {LlvmLibrary.OldestMajor} on";
            return null;
        }

        LLVM.ResolveLibrary += (name, _, _) => name == "libLLVM" ? handle : 0;
        var (major, version) = ReadVersion(handle, library);
        if (major < FirstWithOpaquePointersOn)
            TurnOpaquePointersOn();
        error = "";
        return new LoadedLlvm(library.Path, major, version);
    }

    /// <summary>LLVMGetVersion came with 16; before, the file name is all there is.</summary>
    private static unsafe (int Major, string Version) ReadVersion(nint handle, LlvmLibrary library)
    {
        if (!NativeLibrary.TryGetExport(handle, "LLVMGetVersion", out nint function))
            return (library.Major, $"{library.Major}");
        uint major, minor, patch;
        ((delegate* unmanaged[Cdecl]<uint*, uint*, uint*, void>)function)(&major, &minor, &patch);
        return ((int)major, $"{major}.{minor}.{patch}");
    }

    private static unsafe void TurnOpaquePointersOn()
    {
        sbyte** arguments = stackalloc sbyte*[] { LlvmText.Literal("graft"u8), LlvmText.Literal("-opaque-pointers"u8) };
        LLVM.ParseCommandLineOptions(2, arguments, null);
    }
}
