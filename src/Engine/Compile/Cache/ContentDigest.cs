using System.Buffers;
using System.Security.Cryptography;

namespace Graft.Engine.Compile;

/// <summary>What identifies a blob (Remote Execution API v2, message <c>Digest</c>).</summary>
/// <param name="Hash">SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Its size in bytes.</param>
public readonly record struct ContentDigest(string Hash, long Size)
{
    private static readonly SearchValues<char> HashDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Digest of some bytes.</summary>
    public static ContentDigest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return new(Convert.ToHexStringLower(hash), content.Length);
    }

    /// <summary>Whether these bytes are the blob.</summary>
    public bool Matches(ReadOnlySpan<byte> content) => content.Length == Size && Of(content) == this;

    /// <summary>Whether a text is a hash that can name a file.</summary>
    public static bool IsHash(string hash) => hash.Length == 2 * SHA256.HashSizeInBytes && !hash.AsSpan().ContainsAnyExcept(HashDigits);
}
