using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>A thread-local variable of the process, such as errno: what the dynamic linker calls it.</summary>
/// <param name="Module">Number of its library among those that have thread-locals, from 1.</param>
/// <param name="Offset">Its place among the library's.</param>
/// <param name="PointerOffset">Its distance from the thread pointer if that is the same in all threads; otherwise null.</param>
internal sealed unsafe record HostThreadLocal(ulong Module, ulong Offset, long? PointerOffset)
{
    /// <summary>Finds a variable by its address in the calling thread; null if it is no thread-local.</summary>
    /// <param name="find">Gives the variable's address in the thread that calls it.</param>
    public static HostThreadLocal? Find(Func<nint> find)
    {
        nint address = find();
        var search = new Search { Address = (ulong)address };
        if (NativeThread.dl_iterate_phdr(&Visit, &search) == 0)
            return null;
        long here = address - NativeThread.pthread_self();
        long there = 0;
        var other = new Thread(() => there = find() - NativeThread.pthread_self(), maxStackSize: 256 * 1024);
        other.Start();
        other.Join();
        return new(search.Module, search.Offset, here == there ? here : null);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Visit(LibraryInformation* library, nuint size, void* data)
    {
        var search = (Search*)data;
        ulong offset = search->Address - (ulong)library->dlpi_tls_data;
        for (int i = 0; i < library->dlpi_phnum; i++)
        {
            bool isInside = library->dlpi_phdr[i].p_type == ProgramHeader.PT_TLS && library->dlpi_tls_data != null
                && offset < library->dlpi_phdr[i].p_memsz;
            if (!isInside)
                continue;
            search->Module = library->dlpi_tls_modid;
            search->Offset = offset;
            return 1;
        }

        return 0;
    }

    private struct Search
    {
        public ulong Address;
        public ulong Module;
        public ulong Offset;
    }
}
