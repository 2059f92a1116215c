namespace Graft.Protocol;

/// <summary>Asks a runtime to call one of its functions, which runs on a thread of the session's own.</summary>
/// <param name="Function">Name of the function.</param>
/// <param name="Arguments">
/// Its arguments in order: at most 6 integers, pointers and texts, at most 8 floating-point numbers.
/// </param>
/// <param name="Returns">What it returns; <see cref="ValueClass.Text"/> makes no sense here.</param>
public sealed record CallRequest(string Function, IReadOnlyList<CallValue> Arguments, ValueClass Returns);

/// <summary>How a value is passed (System V ABI, x86-64).</summary>
public enum ValueClass : byte
{
    /// <summary>Nothing: only as a result.</summary>
    Void,

    /// <summary>An integer or pointer in a 64-bit register.</summary>
    Integral,

    /// <summary>A double in a vector register.</summary>
    Binary64,

    /// <summary>A float in a vector register.</summary>
    Binary32,

    /// <summary>A pointer to a text, UTF-8 with a zero at its end, that lives for the time of the call: only as an argument.</summary>
    Text,
}

/// <summary>An argument or a result of a call.</summary>
/// <param name="Class">How it is passed.</param>
/// <param name="Bits">Its bits; those of a float are the low 32.</param>
/// <param name="Text">The text, for <see cref="ValueClass.Text"/>; otherwise empty.</param>
public readonly record struct CallValue(ValueClass Class, ulong Bits, string Text)
{
    /// <summary>An integer or a pointer, sign- or zero-extended to 64 bits as the function's signature says.</summary>
    public static CallValue FromInteger(long value) => new(ValueClass.Integral, (ulong)value, "");

    /// <summary>A double.</summary>
    public static CallValue FromDouble(double value) => new(ValueClass.Binary64, BitConverter.DoubleToUInt64Bits(value), "");

    /// <summary>A float.</summary>
    public static CallValue FromFloat(float value) => new(ValueClass.Binary32, BitConverter.SingleToUInt32Bits(value), "");

    /// <summary>A text.</summary>
    public static CallValue FromText(string value) => new(ValueClass.Text, 0, value);

    /// <summary>The value as a signed integer.</summary>
    public long AsInteger() => (long)Bits;

    /// <summary>The value as a double; a float is widened.</summary>
    public double AsDouble() =>
        Class == ValueClass.Binary32 ? BitConverter.UInt32BitsToSingle((uint)Bits) : BitConverter.UInt64BitsToDouble(Bits);
}
