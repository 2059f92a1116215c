using System.Globalization;
using Graft.Protocol;

namespace Graft.Cli.Calling;

/// <summary>An IR type of a parameter or a result, and how texts and values of it are read and shown.</summary>
/// <param name="Name">The type: <c>void</c>, <c>i1</c> to <c>i64</c>, <c>float</c>, <c>double</c>, <c>ptr</c>.</param>
/// <param name="IsUnsigned">Whether the ABI attribute <c>zeroext</c> says that it is meant unsigned.</param>
internal readonly record struct ParameterType(string Name, bool IsUnsigned)
{
    /// <summary>How the System V ABI passes it; null for types that cannot be passed from a command line.</summary>
    public ValueClass? Passing => Name switch
    {
        "void" => ValueClass.Void,
        "float" => ValueClass.Binary32,
        "double" => ValueClass.Binary64,
        "ptr" => ValueClass.Integral,
        _ => Bits is >= 1 and <= 64 ? ValueClass.Integral : null,
    };

    /// <summary>How it is passed; only for types that were checked.</summary>
    public ValueClass Class => Passing.GetValueOrDefault();

    private int Bits => Name.StartsWith('i') && int.TryParse(Name.AsSpan(1), CultureInfo.InvariantCulture, out int bits) ? bits : 0;

    /// <summary>Reads an argument; null if the text is no value of this type.</summary>
    public CallValue? Read(string text)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (Name)
        {
            case "float":
                return float.TryParse(text, culture, out float single) ? CallValue.FromFloat(single) : null;
            case "double":
                return double.TryParse(text, culture, out double number) ? CallValue.FromDouble(number) : null;
            case "ptr":
                return text == "null" ? CallValue.FromInteger(0)
                    : ReadHexadecimal(text) is { } address ? CallValue.FromInteger(address) : CallValue.FromText(text);
            default:
                return ReadInteger(text) is { } value ? CallValue.FromInteger(value) : null;
        }
    }

    /// <summary>Shows a result.</summary>
    public string Show(CallValue value)
    {
        var culture = CultureInfo.InvariantCulture;
        return Name switch
        {
            "void" => "",
            "float" => ((float)value.AsDouble()).ToString(culture),
            "double" => value.AsDouble().ToString(culture),
            "ptr" => $"0x{value.Bits.ToString("x", culture)}",
            _ when IsUnsigned || Bits == 1 => (value.Bits & (ulong.MaxValue >> (64 - Bits))).ToString(culture),
            _ => ((long)(value.Bits << (64 - Bits)) >> (64 - Bits)).ToString(culture),
        };
    }

    private static long? ReadHexadecimal(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
        && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            ? (long)value
            : null;

    private long? ReadInteger(string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (ReadHexadecimal(text) is { } bits)
            return bits;
        // Both readings of the bits are accepted: an i8 may be -1 or 255.
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var value))
            return null;
        return value >= -(Int128.One << (Bits - 1)) && value < Int128.One << Bits ? unchecked((long)value) : null;
    }
}
