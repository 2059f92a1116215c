using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Protocol;

/// <summary>Writes one frame after another into a buffer that it reuses. Not thread-safe.</summary>
internal sealed class FrameWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly byte[] _length = new byte[sizeof(uint)];

    /// <summary>The frame so far, complete once <see cref="Finish"/> was called.</summary>
    public int Length => _buffer.WrittenCount;

    /// <summary>Begins a frame, dropping the one before.</summary>
    public FrameWriter Begin(AgentMessage message)
    {
        _buffer.ResetWrittenCount();
        UInt16((ushort)message);
        return this;
    }

    /// <summary>The length field of the frame, then its message and payload.</summary>
    public (ReadOnlyMemory<byte> Length, ReadOnlyMemory<byte> Body) Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_length, _buffer.WrittenCount);
        return (_length, _buffer.WrittenMemory);
    }

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    /// <summary>A truth value as a byte, 0 or 1.</summary>
    public void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>16 bits.</summary>
    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.GetSpan(sizeof(ushort)), value);
        _buffer.Advance(sizeof(ushort));
    }

    /// <summary>32 bits.</summary>
    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }

    /// <summary>64 bits.</summary>
    public void Int64(long value) => UInt64((ulong)value);

    /// <summary>64 bits.</summary>
    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(sizeof(ulong)), value);
        _buffer.Advance(sizeof(ulong));
    }

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
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
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
        var taken = _buffer.GetSpan(length)[..length];
        _buffer.Advance(length);
        return taken;
    }
}
