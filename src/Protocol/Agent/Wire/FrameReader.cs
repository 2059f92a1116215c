using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Protocol;

/// <summary>
/// Reads the payload of a frame. Whatever the bytes are, no read throws or goes beyond them: a read that does not fit
/// gives zero and makes the frame malformed, which the caller asks once, at the end.
/// </summary>
/// <param name="payload">The payload, without length and message.</param>
internal ref struct FrameReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    /// <summary>Where lists are copied to; null for memory of their own.</summary>
    public FrameMemory? Memory { get; set; }

    /// <summary>Whether any read so far did not fit or made no sense.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether all was read, and made sense.</summary>
    public readonly bool IsComplete => !IsMalformed && _rest.IsEmpty;

    /// <summary>One byte.</summary>
    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>A truth value.</summary>
    public bool Boolean() => Enumeration(1) != 0;

    /// <summary>A byte that is the number of an enumeration's member.</summary>
    /// <param name="last">The number of the last member.</param>
    public byte Enumeration(byte last)
    {
        byte value = Byte();
        if (value <= last)
            return value;
        IsMalformed = true;
        return 0;
    }

    /// <summary>32 bits.</summary>
    public int Int32() => Take(sizeof(int)) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    /// <summary>64 bits.</summary>
    public long Int64() => (long)UInt64();

    /// <summary>64 bits.</summary>
    public ulong UInt64() => Take(sizeof(ulong)) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    /// <summary>128 bits, low half first.</summary>
    public UInt128 UInt128()
    {
        ulong low = UInt64();
        return new UInt128(UInt64(), low);
    }

    /// <summary>A text with its length in bytes.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Count(1)));

    /// <summary>The count of a list, checked against the bytes that are there, so that nobody allocates for a lie.</summary>
    /// <param name="minimumElementSize">The least number of bytes that an element takes.</param>
    public int Count(int minimumElementSize)
    {
        int count = Int32();
        if (count >= 0 && count <= _rest.Length / minimumElementSize)
            return count;
        IsMalformed = true;
        _rest = default;
        return 0;
    }

    /// <summary>A list of values or rows without padding, copied out of the frame.</summary>
    public FlatList<T> List<T>()
        where T : unmanaged
    {
        var rows = Rows<T>();
        if (rows.IsEmpty)
            return [];
        var list = Room<T>(rows.Length);
        rows.CopyTo(list);
        return new(list, rows.Length);
    }

    /// <summary>An array of at least so many elements, of any content, for a list that is made of the frame's rows.</summary>
    public readonly T[] Room<T>(int count) => Memory?.Rent<T>(count) ?? new T[count];

    /// <summary>A list of values or rows without padding, where it lies in the frame.</summary>
    public ReadOnlySpan<T> Rows<T>()
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(Take(Count(Unsafe.SizeOf<T>()) * Unsafe.SizeOf<T>()));

    /// <summary>Bytes with their length, copied out of the frame.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        var bytes = List<byte>();
        return bytes.Count == 0 ? default : bytes.AsMemory();
    }

    /// <summary>Makes the frame malformed if a condition that it must meet does not hold.</summary>
    public void Require(bool condition) => IsMalformed |= !condition;

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            IsMalformed = true;
            _rest = default;
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
