using System.Buffers.Binary;

namespace Graft.Engine.Link;

/// <summary>Stores a relocation's value in its field, if it fits.</summary>
internal static class FieldWriter
{
    /// <summary>Bytes of a field.</summary>
    public static int Width(Field field) => field switch
    {
        Field.Any8 or Field.Signed8 => 1,
        Field.Any16 or Field.Signed16 => 2,
        Field.Signed32 or Field.Unsigned32 => 4,
        Field.Any64 => 8,
        _ => 0,
    };

    /// <summary>Whether a field can hold a value.</summary>
    public static bool Fits(Field field, long value)
    {
        var (smallest, largest) = Range(field);
        return value >= smallest && value <= largest;
    }

    /// <summary>The smallest and the largest value of a field. Those of 64 bits hold every value: they wrap around.</summary>
    public static (long Smallest, long Largest) Range(Field field) => field switch
    {
        Field.Any8 => (sbyte.MinValue, byte.MaxValue),
        Field.Signed8 => (sbyte.MinValue, sbyte.MaxValue),
        Field.Any16 => (short.MinValue, ushort.MaxValue),
        Field.Signed16 => (short.MinValue, short.MaxValue),
        Field.Signed32 => (int.MinValue, int.MaxValue),
        Field.Unsigned32 => (0, uint.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    /// <summary>Stores a value that fits.</summary>
    public static void Store(Field field, Span<byte> place, long value)
    {
        switch (Width(field))
        {
            case 1:
                place[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteInt16LittleEndian(place, (short)value);
                break;
            case 4:
                BinaryPrimitives.WriteInt32LittleEndian(place, (int)value);
                break;
            case 8:
                BinaryPrimitives.WriteInt64LittleEndian(place, value);
                break;
        }
    }
}
