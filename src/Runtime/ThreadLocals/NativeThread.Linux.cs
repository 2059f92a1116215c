using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>What the C library knows of threads, under its own names.</summary>
internal static unsafe partial class NativeThread
{
    private const string C = "libc.so.6";

    public const int MADV_DONTNEED = 4;

    [LibraryImport(C)]
    public static partial int pthread_key_create(out uint key, nint destructor);

    [LibraryImport(C)]
    public static partial int pthread_key_delete(uint key);

    [LibraryImport(C)]
    public static partial int pthread_setspecific(uint key, nint value);

    /// <summary>The calling thread's pointer: in glibc what the register fs holds.</summary>
    [LibraryImport(C)]
    public static partial nint pthread_self();

    [LibraryImport(C)]
    public static partial int madvise(void* address, nuint length, int advice);

    /// <summary>Name of a thread of this process; empty if it has ended.</summary>
    /// <param name="thread">The system's number of it.</param>
    public static string NameOf(int thread)
    {
        try
        {
            return File.ReadAllText($"/proc/self/task/{thread}/comm").TrimEnd('\n');
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Calls <paramref name="callback"/> for each loaded library.</summary>
    [LibraryImport(C)]
    public static partial int dl_iterate_phdr(delegate* unmanaged[Cdecl]<LibraryInformation*, nuint, void*, int> callback, void* data);
}

/// <summary><c>struct dl_phdr_info</c> of link.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LibraryInformation
{
    public nint dlpi_addr;
    public byte* dlpi_name;
    public ProgramHeader* dlpi_phdr;
    public ushort dlpi_phnum;
    public ulong dlpi_adds;
    public ulong dlpi_subs;
    public ulong dlpi_tls_modid;
    public void* dlpi_tls_data;
}

/// <summary><c>Elf64_Phdr</c> of the gABI, chapter 5.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramHeader
{
    public const uint PT_LOAD = 1;
    public const uint PT_TLS = 7;
    public const uint PT_GNU_EH_FRAME = 0x6474_e550;
    public const uint PF_X = 1;

    public uint p_type;
    public uint p_flags;
    public ulong p_offset;
    public ulong p_vaddr;
    public ulong p_paddr;
    public ulong p_filesz;
    public ulong p_memsz;
    public ulong p_align;
}
