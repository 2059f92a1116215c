using Graft.Protocol;

namespace Graft;

/// <summary>
/// The process's one copy of <see cref="ThreadSupportX64"/>, mapped for good: threads come back to it when they end, which may be
/// after the runtime whose modules they used. Thread-safe.
/// </summary>
internal sealed unsafe class ThreadSupport
{
    private static readonly Lazy<ThreadSupport> TheOnly = new(static () => new());

    private ThreadSupport()
    {
        var functions = ThreadFunctions.Find();
        byte[] code = ThreadSupportX64.Assemble(functions, Lists.Address, out var entries);
        nint address = MapCode(code);
        Current = address + entries.Current;
        Release = address + entries.Release;
        Register = address + entries.Register;
    }

    /// <summary>It, made at the first use.</summary>
    /// <exception cref="GraftException">The system does not provide the memory.</exception>
    public static ThreadSupport Instance => TheOnly.Value;

    /// <summary>What threads hold.</summary>
    public ThreadLists Lists { get; } = new();

    /// <inheritdoc cref="ThreadEntries.Current"/>
    public nint Current { get; }

    /// <inheritdoc cref="ThreadEntries.Release"/>
    public nint Release { get; }

    /// <inheritdoc cref="ThreadEntries.Register"/>
    public nint Register { get; }

    // Written through the descriptor, so that no mapping is ever writable and executable.
    private static nint MapCode(byte[] code)
    {
        using var memory = Libc.memfd_create("graft:threads", Libc.MFD_CLOEXEC);
        fixed (byte* bytes = code)
        {
            bool isWritten = !memory.IsInvalid && Libc.ftruncate(memory, code.Length) == 0
                && Libc.pwrite(memory, bytes, (nuint)code.Length, 0) == code.Length;
            void* address = isWritten
                ? Libc.mmap(null, (nuint)code.Length, Libc.PROT_READ | Libc.PROT_EXEC, Libc.MAP_SHARED, memory, 0)
                : Libc.MAP_FAILED;
            if (address == Libc.MAP_FAILED)
                throw new GraftException(DiagnosticCatalog.ArenaFull.At($"the system does not provide memory for code: {Libc.LastError()}"));
            return (nint)address;
        }
    }
}
