using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Graft.Engine.Source;

/// <summary>
/// Names as they stand in a text, compared by their bytes. <c>@"a"</c> and <c>@a</c> are one name.
/// </summary>
internal sealed class IrNames : IEqualityComparer<ReadOnlyMemory<byte>>, IAlternateEqualityComparer<ReadOnlySpan<byte>, ReadOnlyMemory<byte>>
{
    /// <summary>Compares names that <see cref="Normalise(ReadOnlyMemory{byte})"/> has gone over.</summary>
    public static readonly IrNames Comparer = new();

    private static readonly SearchValues<byte> Unquoted =
        SearchValues.Create("$-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>A name without quotes that it does not need.</summary>
    public static ReadOnlyMemory<byte> Normalise(ReadOnlyMemory<byte> name) =>
        IsQuotedInVain(name.Span) ? (byte[])[name.Span[0], .. name.Span[2..^1]] : name;

    /// <summary>A name without quotes that it does not need.</summary>
    public static ReadOnlySpan<byte> Normalise(ReadOnlySpan<byte> name) =>
        IsQuotedInVain(name) ? (byte[])[name[0], .. name[2..^1]] : name;

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

    private static bool IsQuotedInVain(ReadOnlySpan<byte> name) =>
        name.Length > 3 && name[1] == '"' && !char.IsAsciiDigit((char)name[2]) && !name[2..^1].ContainsAnyExcept(Unquoted);
}
