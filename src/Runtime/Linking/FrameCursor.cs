using System.Buffers.Binary;

namespace Graft;

/// <summary>Reads a record's fields one after the other; what lies behind its end makes it not whole.</summary>
internal ref struct FrameCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether all that was read was there.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>A byte.</summary>
    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>32 bits.</summary>
    public uint UInt32() => Take(sizeof(uint)) is { Length: sizeof(uint) } field ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    /// <summary>A value of 2, 4 or 8 bytes.</summary>
    public ulong Value(int size, bool isSigned)
    {
        var field = Take(size);
        return field.Length switch
        {
            sizeof(ushort) => isSigned ? (ulong)BinaryPrimitives.ReadInt16LittleEndian(field) : BinaryPrimitives.ReadUInt16LittleEndian(field),
            sizeof(uint) => isSigned ? (ulong)BinaryPrimitives.ReadInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32LittleEndian(field),
            sizeof(ulong) => BinaryPrimitives.ReadUInt64LittleEndian(field),
            _ => 0,
        };
    }

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>Passes over a variable-length number.</summary>
    public void Leb128()
    {
        while ((Byte() & 0x80) != 0)
        {
        }
    }

    /// <summary>A variable-length number without sign (DWARF 5, 7.6).</summary>
    public ulong UnsignedLeb128()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Byte();
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if ((next & 0x80) == 0)
                return value;
        }
    }

    /// <summary>A variable-length number with sign.</summary>
    public long SignedLeb128()
    {
        long value = 0;
        for (int shift = 0; ;)
        {
            byte next = Byte();
            value |= shift < 64 ? (long)(next & 0x7F) << shift : 0;
            shift += 7;
            if ((next & 0x80) != 0)
                continue;
            return shift < 64 && (next & 0x40) != 0 ? value | (-1L << shift) : value;
        }
    }

    /// <summary>A number of bytes as they are.</summary>
    public ReadOnlySpan<byte> Bytes(int size) => Take(size);

    /// <summary>All that is left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Bytes up to a zero, which is passed over.</summary>
    public ReadOnlySpan<byte> Text()
    {
        int length = _rest.IndexOf((byte)0);
        if (length < 0)
        {
            IsWhole = false;
            return [];
        }

        var text = _rest[..length];
        _rest = _rest[(length + 1)..];
        return text;
    }

    /// <summary>Passes over bytes; none are as wrong as too many.</summary>
    public void Skip(int size) => IsWhole &= size > 0 && Take(size).Length == size;

    private ReadOnlySpan<byte> Take(int size)
    {
        if ((uint)size > (uint)_rest.Length)
        {
            IsWhole = false;
            _rest = [];
            return [];
        }

        var taken = _rest[..size];
        _rest = _rest[size..];
        return taken;
    }
}
