using System.Text;

namespace Graft.Engine.Objects;

/// <summary>
/// What Graft's own compiler tells about an object, in its section <c>.graft</c>: NUL-terminated UTF-8 strings, first
/// <c>graft 1</c> or <c>graft 1 patchable</c>, then pairs of a symbol's name and its signature. Objects of other
/// compilers have none: their signatures are unknown.
/// </summary>
/// <param name="IsPatchable">Whether the unit was compiled to be patched function by function.</param>
/// <param name="Signatures">Signatures by symbol name.</param>
public sealed record GraftNotes(bool IsPatchable, IReadOnlyDictionary<string, string> Signatures)
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = ".graft";

    /// <summary>The notes of an object that has none.</summary>
    public static GraftNotes None { get; } = new(false, new Dictionary<string, string>());

    /// <summary>Reads the section's content; null if it is malformed.</summary>
    public static GraftNotes? TryParse(ReadOnlySpan<byte> content)
    {
        if (!TryTake(ref content, out string header) || header is not ("graft 1" or "graft 1 patchable"))
            return null;
        Dictionary<string, string> signatures = new(StringComparer.Ordinal);
        while (!content.IsEmpty)
        {
            if (!TryTake(ref content, out string name) || !TryTake(ref content, out string signature) || name.Length == 0)
                return null;
            signatures[name] = signature;
        }

        return new(header.EndsWith(" patchable", StringComparison.Ordinal), signatures);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> content, out string text)
    {
        int end = content.IndexOf((byte)0);
        text = end < 0 ? "" : Encoding.UTF8.GetString(content[..end]);
        content = end < 0 ? default : content[(end + 1)..];
        return end >= 0;
    }
}
