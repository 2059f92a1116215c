using System.IO.Hashing;

namespace Graft.Cli.Watching;

/// <summary>What a file holds, as far as it takes to see whether that changed.</summary>
/// <param name="Exists">Whether it is there and can be read.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Digest">Digest of its content.</param>
internal readonly record struct FileDigest(bool Exists, long Length, UInt128 Digest)
{
    /// <summary>Looks at a file.</summary>
    public static FileDigest Of(string path)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            return new(true, content.Length, XxHash128.HashToUInt128(content));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
