using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Hashing;

namespace Graft.Engine.Source;

/// <summary>
/// Names as they stand in a text, compared by their bytes. <c>@"a"</c> and <c>@a</c> are one name.
/// </summary>
internal sealed class IrNames : IEqualityComparer<ReadOnlyMemory<byte>>, IAlternateEqualityComparer<ReadOnlySpan<byte>, ReadOnlyMemory<byte>>
{
    /// <summary>Compares names that <see cref="Normalise"/> has gone over.</summary>
    public static readonly IrNames Comparer = new();

    private static readonly SearchValues<byte> Unquoted =
        SearchValues.Create("$-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>A name without quotes that it does not need.</summary>
    public static ReadOnlySpan<byte> Normalise(ReadOnlySpan<byte> name) =>
        IsQuotedInVain(name) ? (byte[])[name[0], .. name[2..^1]] : name;

    /// <summary>The name that a global has in the object: without sigil and quotes, and without the \01 that says "as it is".</summary>
    /// <param name="name">As it stands in the text.</param>
    public static ReadOnlyMemory<byte> ToSymbol(ReadOnlyMemory<byte> name)
    {
        var symbol = name.Span[1] == '"' ? Unescape(name.Span[2..^1]) : name[1..];
        return symbol.Span is [1, ..] ? symbol[1..] : symbol;
    }

    /// <inheritdoc/>
    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, ReadOnlyMemory<byte> other) => alternate.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] ReadOnlyMemory<byte> obj) => GetHashCode(obj.Span);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    /// <summary>Two hexadecimal digits after a backslash are a byte; two backslashes are one.</summary>
    private static ReadOnlyMemory<byte> Unescape(ReadOnlySpan<byte> text)
    {
        byte[] bytes = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            var rest = text[(i + 1)..];
            if (text[i] == '\\' && rest.Length >= 2 && byte.TryParse(rest[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes[length++] = value;
                i += 2;
            }
            else
            {
                bytes[length++] = text[i];
                i += text[i] == '\\' && rest is [(byte)'\\', ..] ? 1 : 0;
            }
        }

        return bytes.AsMemory(0, length);
    }

    private static bool IsQuotedInVain(ReadOnlySpan<byte> name) =>
        name.Length > 3 && name[1] == '"' && !char.IsAsciiDigit((char)name[2]) && !name[2..^1].ContainsAnyExcept(Unquoted);
}
