using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Protocol;

/// <summary>Writes one frame after another into a buffer that it reuses. Not thread-safe.</summary>
internal sealed class FrameWriter
{
    private const int FirstRoom = 4096;

    private byte[] _buffer = SpareArrays<byte>.Rent(FirstRoom);
    private int _used;
    private readonly byte[] _length = new byte[sizeof(uint)];

    /// <summary>Where frames are written.</summary>
    internal ref byte[] Buffer => ref _buffer;

    /// <summary>The frame so far, complete once <see cref="Finish"/> was called.</summary>
    public int Length => _used;

    /// <summary>Begins a frame, dropping the one before.</summary>
    public FrameWriter Begin(AgentMessage message)
    {
        _used = 0;
        UInt16((ushort)message);
        return this;
    }

    /// <summary>The length field of the frame, then its message and payload.</summary>
    public (ReadOnlyMemory<byte> Length, ReadOnlyMemory<byte> Body) Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_length, _used);
        return (_length, _buffer.AsMemory(0, _used));
    }

    /// <summary>Makes room for so many bytes more: growing step by step would leave smaller buffers behind.</summary>
    public void Expect(int more)
    {
        if (more > _buffer.Length - _used)
            Grow(more);
    }

    /// <summary>Gives the buffer back to its pool. A writer that is used again takes another.</summary>
    public void Release()
    {
        SpareArrays<byte>.Return(_buffer);
        (_buffer, _used) = ([], 0);
    }

    /// <summary>One byte.</summary>
    public void Byte(byte value) => Take(1)[0] = value;

    /// <summary>A truth value as a byte, 0 or 1.</summary>
    public void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>16 bits.</summary>
    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);

    /// <summary>32 bits.</summary>
    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    /// <summary>64 bits.</summary>
    public void Int64(long value) => UInt64((ulong)value);

    /// <summary>64 bits.</summary>
    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    /// <summary>128 bits, low half first.</summary>
    public void UInt128(UInt128 value)
    {
        UInt64((ulong)value);
        UInt64((ulong)(value >> 64));
    }

    /// <summary>A text with its length in bytes.</summary>
    public void Text(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Int32(length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    /// <summary>A list of values or rows without padding.</summary>
    public void List<T>(ReadOnlySpan<T> values)
        where T : unmanaged => values.CopyTo(Rows<T>(values.Length));

    /// <summary>Begins a list of values or rows without padding; the caller fills all of them.</summary>
    public Span<T> Rows<T>(int count)
        where T : unmanaged
    {
        Int32(count);
        return MemoryMarshal.Cast<byte, T>(Take(count * Unsafe.SizeOf<T>()));
    }

    /// <summary>Bytes with their length; the caller fills all of them.</summary>
    public Span<byte> Bytes(int length)
    {
        Int32(length);
        return Take(length);
    }

    private Span<byte> Take(int length)
    {
        if (length > _buffer.Length - _used)
            Grow(length);
        var taken = _buffer.AsSpan(_used, length);
        _used += length;
        return taken;
    }

    private void Grow(int more)
    {
        byte[] larger = SpareArrays<byte>.Rent(Math.Max(checked(_used + more), (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        _buffer.AsSpan(0, _used).CopyTo(larger);
        SpareArrays<byte>.Return(_buffer);
        _buffer = larger;
    }
}
