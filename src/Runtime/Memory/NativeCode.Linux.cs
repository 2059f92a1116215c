using Graft.Protocol;

namespace Graft;

/// <summary>Machine code of the process's own, outside of any arena and mapped for good: threads may be in it when a runtime is no more.</summary>
internal static unsafe class NativeCode
{
    /// <summary>Maps code that does not depend on its address.</summary>
    /// <param name="name">Shown in /proc/PID/maps.</param>
    /// <param name="code">The code.</param>
    /// <returns>Its address.</returns>
    /// <exception cref="GraftException">GRAFT4004: the system does not provide the memory.</exception>
    public static nint Map(string name, ReadOnlySpan<byte> code)
    {
        // Written through the descriptor, so that no mapping is ever writable and executable.
        using var memory = Libc.memfd_create(name, Libc.MFD_CLOEXEC);
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
