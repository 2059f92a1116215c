using System.Buffers.Binary;
using System.Text;

namespace Graft.Protocol;

/// <summary>
/// A name as it stands in a file or message: bytes, by convention UTF-8, without a terminator. It is not copied, and lives
/// as long as the memory it lies in. Names are equal if their bytes are, also where these are no valid UTF-8; a string is
/// made for messages only.
/// </summary>
/// <param name="bytes">The bytes; must not change afterwards.</param>
public readonly struct Utf8Name(ReadOnlyMemory<byte> bytes) : IEquatable<Utf8Name>
{
    /// <summary>The name without bytes.</summary>
    public static Utf8Name Empty => default;

    /// <summary>The bytes, where they lie.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>The bytes, where they lie.</summary>
    public ReadOnlySpan<byte> Span => Bytes.Span;

    /// <summary>How many bytes there are.</summary>
    public int Length => Bytes.Length;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>A name of its own memory.</summary>
    public static Utf8Name From(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether two names have the same bytes.</summary>
    public static bool operator ==(Utf8Name left, Utf8Name right) => left.Equals(right);

    /// <summary>Whether two names have different bytes.</summary>
    public static bool operator !=(Utf8Name left, Utf8Name right) => !left.Equals(right);

    /// <summary>Whether a name has exactly these bytes: <c>name == ".text"u8</c>.</summary>
    public static bool operator ==(Utf8Name left, ReadOnlySpan<byte> right) => left.Span.SequenceEqual(right);

    /// <summary>Whether a name has other bytes.</summary>
    public static bool operator !=(Utf8Name left, ReadOnlySpan<byte> right) => !left.Span.SequenceEqual(right);

    /// <summary>Orders names by their bytes.</summary>
    public static int Compare(Utf8Name left, Utf8Name right) => left.Span.SequenceCompareTo(right.Span);

    /// <summary>Whether the name begins with these bytes.</summary>
    public bool StartsWith(ReadOnlySpan<byte> prefix) => Span.StartsWith(prefix);

    /// <inheritdoc/>
    public bool Equals(Utf8Name other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Utf8Name other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash(Span);

    /// <summary>The name as text; bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>
    /// A hash of a name's bytes for tables: multiply and fold, eight bytes at a time. Never stored or sent; anyone may
    /// compute it before a <see cref="Utf8Name"/> is made.
    /// </summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        // Odd constants without structure: the fractional parts of the square roots of 2 and 3.
        const ulong First = 0x6A09_E667_F3BC_C909, Second = 0xBB67_AE85_84CA_A73B;
        ulong hash = First ^ (ulong)bytes.Length;
        while (bytes.Length > sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), Second);
            bytes = bytes[sizeof(ulong)..];
        }

        return Fold(Fold(hash ^ ReadLast(bytes), Second), First);
    }

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    private static ulong ReadLast(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == sizeof(ulong))
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (bytes.Length >= sizeof(uint))
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) << 32);
        ulong last = 0;
        foreach (byte value in bytes)
            last = (last << 8) | value;
        return last;
    }
}
