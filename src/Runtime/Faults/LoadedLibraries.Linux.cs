using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>What the dynamic linker had loaded at a moment. Asked for beforehand: a thread that faults may hold the dynamic linker's lock.</summary>
internal sealed unsafe class LoadedLibraries
{
    private static readonly string[] Engine = ["libcoreclr.so", "libclrjit.so", "libclrgc.so", "libclrgcexp.so", "libmscordaccore.so"];

    private readonly List<LoadedLibrary> _libraries = [];

    private LoadedLibraries()
    {
    }

    /// <summary>How often something had been loaded or taken out.</summary>
    public ulong Version { get; private set; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<LoadedLibrary> All => _libraries;

    /// <summary>Those that there are now; the old list if nothing has changed since.</summary>
    public static LoadedLibraries Find(LoadedLibraries? known)
    {
        ulong version = 0;
        _ = NativeThread.dl_iterate_phdr(&ReadVersion, &version);
        if (known is not null && known.Version == version)
            return known;
        var found = new LoadedLibraries { Version = version };
        var handle = GCHandle.Alloc(found);
        _ = NativeThread.dl_iterate_phdr(&Add, (void*)GCHandle.ToIntPtr(handle));
        handle.Free();
        return found;
    }

    /// <summary>The library that an address of code belongs to; null if there is none.</summary>
    public LoadedLibrary? At(ulong address) => _libraries.Find(library => library.Contains(address));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ReadVersion(LibraryInformation* library, nuint size, void* data)
    {
        *(ulong*)data = library->dlpi_adds + library->dlpi_subs;
        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Add(LibraryInformation* library, nuint size, void* data)
    {
        var list = ((LoadedLibraries)GCHandle.FromIntPtr((nint)data).Target!)._libraries;
        var code = new List<AddressRange>();
        ulong header = 0;
        for (int i = 0; i < library->dlpi_phnum; i++)
        {
            ref readonly var part = ref library->dlpi_phdr[i];
            ulong start = (ulong)library->dlpi_addr + part.p_vaddr;
            if (part.p_type == ProgramHeader.PT_LOAD && (part.p_flags & ProgramHeader.PF_X) != 0)
                code.Add(new(start, part.p_memsz));
            else if (part.p_type == ProgramHeader.PT_GNU_EH_FRAME)
                header = start;
        }

        string name = Path.GetFileName(Marshal.PtrToStringUTF8((nint)library->dlpi_name)) ?? "";

        // Compiled ahead of time managed code lies in the program's own file, or in a library's: where this function is.
        ulong self = (ulong)(delegate* unmanaged[Cdecl]<LibraryInformation*, nuint, void*, int>)&ReadVersion;
        bool isManaged = Engine.Contains(name, StringComparer.Ordinal) || code.Exists(range => range.Contains(self));
        list.Add(new(name, (ulong)library->dlpi_addr, [.. code], header, isManaged));
        return 0;
    }
}
