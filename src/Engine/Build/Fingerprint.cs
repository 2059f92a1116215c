using System.Globalization;
using System.Text;
using Graft.Engine.Compile;

namespace Graft.Engine.Build;

/// <summary>
/// What an object was made from, kept beside it: an object whose fingerprint still holds need not be made again. It holds
/// digests, no times; paths are relative to the object and only tell where to look.
/// </summary>
/// <param name="Key">Digest of the options and tools.</param>
/// <param name="Output">Digest of the object.</param>
/// <param name="Inputs">The source and the headers, by path, with their digests.</param>
internal sealed record Fingerprint(UInt128 Key, UInt128 Output, IReadOnlyList<(string Path, UInt128 Digest)> Inputs)
{
    // Raise it when an object of an older Graft must not be taken for good; the engine's own build is in the key too.
    private const string Header = "graft fingerprint 2";

    private const int DigestLength = 32;

    // Stands before a folder that was searched; no digest begins with it.
    private const char FolderMark = '+';

    /// <summary>The folders that were searched for headers, in order.</summary>
    public IReadOnlyList<string> SearchFolders { get; init; } = [];

    /// <summary>Digest of the files that stand where a header would be found earlier.</summary>
    public UInt128 Hidden { get; init; }

    /// <summary>Where the fingerprint of an object lies.</summary>
    public static string PathFor(string objectPath) => objectPath + ".fingerprint";

    /// <summary>Reads the fingerprint of an object; null if there is none or it is not one of ours.</summary>
    public static Fingerprint? TryRead(string objectPath)
    {
        try
        {
            string[] lines = File.ReadAllLines(PathFor(objectPath));
            if (lines is not [Header, var key, var output, var hidden, .. var rest])
                return null;
            string folder = Path.GetDirectoryName(objectPath)!;
            return new Fingerprint(
                Parse(key), Parse(output),
                [.. rest.Where(line => !line.StartsWith(FolderMark)).Select(line => (Path.GetFullPath(line[(DigestLength + 1)..], folder), Parse(line[..DigestLength])))])
            {
                Hidden = Parse(hidden),
                SearchFolders = [.. rest.Where(line => line.StartsWith(FolderMark)).Select(line => Path.GetFullPath(line[1..], folder))],
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Writes it beside the object.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string objectPath)
    {
        string folder = Path.GetDirectoryName(objectPath)!;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Header}\n{Key:x32}\n{Output:x32}\n{Hidden:x32}\n");
        foreach (string searched in SearchFolders)
            text.Append(CultureInfo.InvariantCulture, $"{FolderMark}{Path.GetRelativePath(folder, searched)}\n");
        foreach (var (path, digest) in Inputs)
            text.Append(CultureInfo.InvariantCulture, $"{digest:x32} {Path.GetRelativePath(folder, path)}\n");
        AtomicFile.Write(PathFor(objectPath), Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Whether an object made now would be the one that is there.</summary>
    public bool Holds(UInt128 key, string objectPath, FileDigests digests) =>
        Key == key && FileDigests.Compute(objectPath) == Output && Inputs.All(input => digests.Get(input.Path) == input.Digest)
        && (SearchFolders.Count == 0 || Search().Digest(digests.Listings) == Hidden);

    /// <summary>Where headers were looked for.</summary>
    public HeaderSearch Search() => new(Inputs[0].Path, [.. Inputs.Skip(1).Select(input => input.Path)], SearchFolders);

    private static UInt128 Parse(string digits) => UInt128.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
