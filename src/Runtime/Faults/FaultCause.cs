using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>Puts a signal, and addresses of libraries, into words.</summary>
internal static unsafe class FaultCause
{
    // siginfo_t and ucontext_t of x86-64 Linux.
    private const int FaultAddressOffset = 16;
    private const int CodeOffset = 8;
    private const int StackPointerOffset = 160;
    private const int InstructionPointerOffset = 168;

    // Sent by somebody, not met by the processor.
    private const int SI_USER = 0;

    // What the processor refuses without telling an address: one that is not canonical.
    private const int SI_KERNEL = 0x80;

    private const int SIGBUS = 7;
    private const int SIGSEGV = 11;

    // A look-up takes microseconds, unless it waits for a thread that waits for this report.
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(1);

    // Pushes and calls reach a little below the stack pointer; a large frame's first access may be far away from it.
    private const ulong StackReach = 64 * 1024;

    /// <summary>Name and meaning of a signal.</summary>
    public static string NameOf(int signal) => signal switch
    {
        4 => "SIGILL, an illegal instruction",
        5 => "SIGTRAP, a breakpoint",
        6 => "SIGABRT, an abort",
        SIGBUS => "SIGBUS, a bus error",
        8 => "SIGFPE, an arithmetic error",
        SIGSEGV => "SIGSEGV, an invalid memory access",
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {signal}"),
    };

    /// <summary>Address of the instruction.</summary>
    /// <param name="context">The thread's <c>ucontext_t</c>.</param>
    public static ulong PlaceOf(byte* context) => *(ulong*)(context + InstructionPointerOffset);

    /// <summary>The thread's stack pointer.</summary>
    /// <param name="context">The thread's <c>ucontext_t</c>.</param>
    public static ulong StackOf(byte* context) => *(ulong*)(context + StackPointerOffset);

    /// <summary>The address that the signal is about.</summary>
    /// <param name="information">Its <c>siginfo_t</c>.</param>
    public static ulong AddressOf(byte* information) => *(ulong*)(information + FaultAddressOffset);

    /// <summary>What could not be reached, with a comma behind it; empty if it is not about an access.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="information">Its <c>siginfo_t</c>.</param>
    /// <param name="context">The thread's <c>ucontext_t</c>.</param>
    public static string AccessOf(int signal, byte* information, byte* context)
    {
        int code = *(int*)(information + CodeOffset);
        if (signal is not (SIGBUS or SIGSEGV) || code <= SI_USER)
            return "";
        if (signal == SIGSEGV && code == SI_KERNEL)
            return "an address that no memory can have, ";
        ulong address = AddressOf(information);
        bool isOverflow = address - (StackOf(context) - StackReach) < 2 * StackReach;
        return isOverflow ? "the stack is used up, " : string.Create(CultureInfo.InvariantCulture, $"address 0x{address:x}, ");
    }

    /// <summary>What library's code lies at an address. The dynamic linker's tables are guarded by a lock, which the thread that faulted may hold: so it has a limit.</summary>
    public static string DescribeLibrary(ulong place)
    {
        string? text = null;
        var thread = new Thread(() => Volatile.Write(ref text, LookUp(place))) { IsBackground = true };
        thread.Start();
        thread.Join(LookUpLimit);
        return Volatile.Read(ref text) ?? string.Create(CultureInfo.InvariantCulture, $"a library at 0x{place:x}");
    }

    private static string LookUp(ulong place)
    {
        if (dladdr((void*)place, out var found) == 0)
            return string.Create(CultureInfo.InvariantCulture, $"no known code at 0x{place:x}");
        string library = Path.GetFileName(Marshal.PtrToStringUTF8(found.FileName)) ?? "";
        return found.SymbolName != 0
            ? string.Create(CultureInfo.InvariantCulture,
                $"'{Demangler.Demangle(Marshal.PtrToStringUTF8(found.SymbolName)!)}' + 0x{place - found.SymbolAddress:x} of {library}")
            : string.Create(CultureInfo.InvariantCulture, $"{library} + 0x{place - found.Base:x}");
    }

    [DllImport("libc.so.6")]
    private static extern int dladdr(void* address, out SymbolInformation information);

    /// <summary><c>Dl_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SymbolInformation
    {
        public nint FileName;
        public ulong Base;
        public nint SymbolName;
        public ulong SymbolAddress;
    }
}
