using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>Puts a fatal signal into words: which one, where, and who called that place if it is not the program's.</summary>
/// <param name="agent">Knows the program's code.</param>
/// <param name="signal">The signal.</param>
/// <param name="information">Its <c>siginfo_t</c>.</param>
/// <param name="context">The thread's <c>ucontext_t</c>.</param>
internal sealed unsafe class CrashReport(RuntimeAgent agent, int signal, byte* information, byte* context)
{
    // siginfo_t and ucontext_t of x86-64 Linux.
    private const int FaultAddressOffset = 16;
    private const int CodeOffset = 8;
    private const int StackPointerOffset = 160;
    private const int InstructionPointerOffset = 168;

    // Sent by somebody, not met by the processor.
    private const int SI_USER = 0;

    // A look-up takes microseconds, unless it waits for a thread that waits for this report.
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(1);

    // Pushes and calls reach a little below the stack pointer; a large frame's first access may be far away from it.
    private const ulong StackReach = 64 * 1024;

    /// <summary>A sentence's end: what happened, where, who called it.</summary>
    public string Describe()
    {
        ulong place = *(ulong*)(context + InstructionPointerOffset);
        string where = agent.DescribeCode(place) is { } code
            ? $"in {code}"
            : $"in {DescribeOutsideInTime(place)}{DescribeCaller()}";
        return $"the program was ended by {Name}: {What}{where}";
    }

    private string Name => signal switch
    {
        4 => "SIGILL, an illegal instruction",
        5 => "SIGTRAP, a breakpoint",
        6 => "SIGABRT, an abort",
        7 => "SIGBUS, a bus error",
        8 => "SIGFPE, an arithmetic error",
        11 => "SIGSEGV, an invalid memory access",
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {signal}"),
    };

    private string What
    {
        get
        {
            bool isAccess = signal is 7 or 11;
            if (!isAccess || *(int*)(information + CodeOffset) <= SI_USER)
                return "";
            ulong address = *(ulong*)(information + FaultAddressOffset);
            ulong stack = *(ulong*)(context + StackPointerOffset);
            bool isOverflow = address - (stack - StackReach) < 2 * StackReach;
            return isOverflow ? "the stack is used up, " : string.Create(CultureInfo.InvariantCulture, $"address 0x{address:x}, ");
        }
    }

    // The dynamic linker's tables are guarded by a lock, which the thread that crashed may hold.
    private static string DescribeOutsideInTime(ulong place)
    {
        string? text = null;
        var thread = new Thread(() => Volatile.Write(ref text, DescribeOutside(place))) { IsBackground = true };
        thread.Start();
        thread.Join(LookUpLimit);
        return Volatile.Read(ref text) ?? string.Create(CultureInfo.InvariantCulture, $"a library at 0x{place:x}");
    }

    private static string DescribeOutside(ulong place)
    {
        if (dladdr((void*)place, out var found) == 0)
            return string.Create(CultureInfo.InvariantCulture, $"no known code at 0x{place:x}");
        string library = Path.GetFileName(Marshal.PtrToStringUTF8(found.FileName)) ?? "";
        return found.SymbolName != 0
            ? string.Create(CultureInfo.InvariantCulture,
                $"'{Demangler.Demangle(Marshal.PtrToStringUTF8(found.SymbolName)!)}' + 0x{place - found.SymbolAddress:x} of {library}")
            : string.Create(CultureInfo.InvariantCulture, $"{library} + 0x{place - found.Base:x}");
    }

    private string DescribeCaller()
    {
        ulong caller = CallerSearch.Find(*(ulong*)(context + StackPointerOffset), agent.Layout);
        return caller != 0 && agent.DescribeCode(caller) is { } code ? $", called from {code}" : "";
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
