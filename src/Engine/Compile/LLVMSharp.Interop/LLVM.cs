using System.Reflection;
using System.Runtime.InteropServices;

namespace LLVMSharp.Interop;

/// <summary>
/// The functions of LLVM's C API that Graft calls, under LLVMSharp's names, types and signatures: with
/// <c>-p:UseLLVMSharp=true</c> the package takes the place of this folder and the callers stay as they are.
/// </summary>
internal static unsafe partial class LLVM
{
    static LLVM() => NativeLibrary.SetDllImportResolver(typeof(LLVM).Assembly, Resolve);

    /// <summary>Asked for the library before the first call; zero from all handlers leaves it to the loader.</summary>
    public static event DllImportResolver? ResolveLibrary;

    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        foreach (DllImportResolver resolver in ResolveLibrary?.GetInvocationList() ?? [])
        {
            nint library = resolver(libraryName, assembly, searchPath);
            if (library != 0)
                return library;
        }

        return 0;
    }
}
