using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Graft;

/// <summary>Reads memory of this process of which nobody knows whether it is there, through the kernel: what is not is an answer, no fault.</summary>
internal sealed class StackMemory : IDisposable
{
    private const int ChunkSize = 16 * 1024;

    private readonly SafeFileHandle _memory = File.OpenHandle("/proc/self/mem");
    private readonly byte[] _chunk = new byte[ChunkSize];
    private ulong _start = ulong.MaxValue;
    private int _length;

    /// <summary>Reads 8 bytes; false if they are not there.</summary>
    public bool TryRead(ulong address, out ulong value)
    {
        value = 0;
        if (!IsHeld(address) && !TryFill(address))
            return false;
        value = BinaryPrimitives.ReadUInt64LittleEndian(_chunk.AsSpan((int)(address - _start)));
        return true;
    }

    /// <summary>Forgets what it read: memory goes on changing.</summary>
    public void Forget() => _start = ulong.MaxValue;

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private bool IsHeld(ulong address) => _start != ulong.MaxValue && address >= _start && address + sizeof(ulong) <= _start + (ulong)_length;

    private bool TryFill(ulong address)
    {
        _start = ulong.MaxValue;
        if (address > long.MaxValue - ChunkSize)
            return false;
        try
        {
            _length = RandomAccess.Read(_memory, _chunk, (long)address);
        }
        catch (IOException)
        {
            return false; // the first page is not there
        }

        _start = address;
        return _length >= sizeof(ulong);
    }
}
