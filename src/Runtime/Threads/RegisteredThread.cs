using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>A thread that has promised to come to sync points. Guarded by its registry's lock, except where it says otherwise.</summary>
internal sealed partial class RegisteredThread
{
    private readonly string _startTime;

    /// <summary>Notes the calling thread.</summary>
    /// <param name="name">Its name for messages.</param>
    /// <param name="registry">Whose thread it becomes.</param>
    public RegisteredThread(string name, ThreadRegistry registry)
    {
        Number = gettid();
        Name = name.Length > 0 ? name : $"thread {Number}";
        Registry = registry;
        StackEnd = FindStackEnd();
        _startTime = ReadStartTime(Number);
    }

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>Its number in the system.</summary>
    public int Number { get; }

    /// <summary>Whose thread it is.</summary>
    public ThreadRegistry Registry { get; }

    /// <summary>One past the highest address of its stack; 0 if the system does not tell.</summary>
    public nuint StackEnd { get; }

    /// <summary>How often it was registered and not unregistered. Only its own thread uses it.</summary>
    public int Registrations { get; set; } = 1;

    /// <summary>The epoch in which it came to its last sync point.</summary>
    public long Passed { get; set; }

    /// <summary>Whether it waits at a sync point.</summary>
    public bool IsStanding { get; set; }

    /// <summary>Addresses of the arena's code that lay on its stack at that sync point, sorted: what it may return to. Null if its stack is not known.</summary>
    public ulong[]? CodeOnStack { get; set; } = [];

    /// <summary>When, in milliseconds of the system's clock, its stack was looked through.</summary>
    public long ScannedAt { get; set; }

    /// <summary>Looks through the calling thread's stack, which is its own.</summary>
    /// <param name="code">The arena's code region.</param>
    public ulong[]? FindCodeOnStack(AddressRange code) => StackEnd == 0 ? null : StackScan.FindCode(StackEnd, code.Start, code.End);

    /// <summary>Whether the thread is still there: one that ended without a word holds nobody up. Any thread may ask.</summary>
    public bool IsAlive => ReadStartTime(Number) is var start && start.Length > 0 && start == _startTime;

    /// <summary>Whether the thread may return into a range of code, going by its last sync point.</summary>
    public bool MayReturnTo(ulong start, ulong end)
    {
        if (CodeOnStack is not { } code)
            return true;
        int index = Array.BinarySearch(code, start);
        if (index < 0)
            index = ~index;
        return index < code.Length && code[index] < end;
    }

    // Field 22 of proc_pid_stat(5); what stands before the last parenthesis may hold anything.
    private static string ReadStartTime(int number)
    {
        const int StartTime = 22, FirstAfterName = 3;
        try
        {
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{number}/stat"));
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[StartTime - FirstAfterName];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // pthread_attr_t of glibc has 56 bytes.
    private static unsafe nuint FindStackEnd()
    {
        byte* attributes = stackalloc byte[64];
        if (pthread_getattr_np(NativeThread.pthread_self(), attributes) != 0)
            return 0;
        nuint address, size;
        bool isKnown = pthread_attr_getstack(attributes, &address, &size) == 0;
        _ = pthread_attr_destroy(attributes);
        return isKnown ? address + size : 0;
    }

    [LibraryImport("libc.so.6")]
    private static partial int gettid();

    [LibraryImport("libc.so.6")]
    private static unsafe partial int pthread_getattr_np(nint thread, byte* attributes);

    [LibraryImport("libc.so.6")]
    private static unsafe partial int pthread_attr_getstack(byte* attributes, nuint* address, nuint* size);

    [LibraryImport("libc.so.6")]
    private static unsafe partial int pthread_attr_destroy(byte* attributes);
}
