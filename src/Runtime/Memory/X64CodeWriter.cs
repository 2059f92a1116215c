using System.Buffers.Binary;

namespace Graft;

/// <summary>Collects machine code byte by byte, with labels that may be jumped to before they are marked.</summary>
internal sealed class X64CodeWriter
{
    private readonly List<byte> _code = [];
    private readonly List<int> _labels = [];
    private readonly List<(int Field, int Label)> _open = [];

    /// <summary>How many bytes there are.</summary>
    public int Length => _code.Count;

    /// <summary>Adds bytes.</summary>
    public X64CodeWriter Bytes(params ReadOnlySpan<byte> bytes)
    {
        _code.AddRange(bytes);
        return this;
    }

    /// <summary>Adds a 32-bit number.</summary>
    public X64CodeWriter Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Bytes(bytes);
    }

    /// <summary>Adds a 64-bit number.</summary>
    public X64CodeWriter Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Bytes(bytes);
    }

    /// <summary>A place that is not known yet.</summary>
    public int NewLabel()
    {
        _labels.Add(-1);
        return _labels.Count - 1;
    }

    /// <summary>Says that a label means the next byte.</summary>
    public void Mark(int label) => _labels[label] = _code.Count;

    /// <summary>Adds the 32-bit distance from its own end to a label, as jumps and RIP-relative operands have it.</summary>
    public X64CodeWriter To(int label)
    {
        _open.Add((_code.Count, label));
        return Int32(0);
    }

    /// <summary>Where a label is, counted from the first byte.</summary>
    public int OffsetOf(int label) => _labels[label];

    /// <summary>The code, all labels being marked.</summary>
    public byte[] ToArray()
    {
        byte[] code = [.. _code];
        foreach (var (field, label) in _open)
            BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(field), _labels[label] - (field + sizeof(int)));
        return code;
    }
}
