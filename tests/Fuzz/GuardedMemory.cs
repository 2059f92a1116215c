using System.Buffers;
using System.Runtime.InteropServices;

namespace Graft.Fuzz;

/// <summary>Bytes that end where a page begins that nobody may read: unsafe code that reads on is caught in the act.</summary>
internal sealed unsafe partial class GuardedMemory : MemoryManager<byte>
{
    private const int PageSize = 4096;
    private const int PROT_NONE = 0, PROT_READ = 1, PROT_WRITE = 2;
    private const int MAP_PRIVATE = 0x02, MAP_ANONYMOUS = 0x20;

    private readonly byte* _start;
    private readonly int _capacity;
    private int _length;

    /// <summary>Maps room.</summary>
    /// <param name="capacity">Bytes, a multiple of the page size.</param>
    public GuardedMemory(int capacity)
    {
        _capacity = capacity;
        _start = mmap(null, (nuint)capacity + PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (_start == (byte*)-1 || mprotect(_start + capacity, PageSize, PROT_NONE) != 0)
            throw new InvalidOperationException("no memory for inputs");
    }

    /// <summary>Takes a copy of bytes, up to the guard.</summary>
    public ReadOnlyMemory<byte> Hold(ReadOnlySpan<byte> bytes)
    {
        _length = bytes.Length;
        bytes.CopyTo(GetSpan());
        return Memory;
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(_start + _capacity - _length, _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + _capacity - _length + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _ = munmap(_start, (nuint)_capacity + PageSize);

    [LibraryImport("libc.so.6")]
    private static partial byte* mmap(byte* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc.so.6")]
    private static partial int mprotect(byte* address, nuint length, int protection);

    [LibraryImport("libc.so.6")]
    private static partial int munmap(byte* address, nuint length);
}
