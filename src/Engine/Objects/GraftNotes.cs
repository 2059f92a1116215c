using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>
/// What Graft's own compiler tells about an object, in its section <c>.graft</c>: NUL-terminated UTF-8 strings, first
/// <c>graft 1</c> or <c>graft 1 patchable</c>, then pairs of a symbol's name and its signature. Objects of other
/// compilers have none: their signatures are unknown.
/// </summary>
/// <param name="IsPatchable">Whether the unit was compiled to be patched function by function.</param>
/// <param name="Signatures">Signatures by symbol name.</param>
public sealed record GraftNotes(bool IsPatchable, IReadOnlyDictionary<Utf8Name, Utf8Name> Signatures)
{
    private static ReadOnlySpan<byte> Plain => "graft 1"u8;

    private static ReadOnlySpan<byte> Patchable => "graft 1 patchable"u8;

    /// <summary>Name of the section.</summary>
    public static ReadOnlySpan<byte> SectionName => ".graft"u8;

    /// <summary>The notes of an object that has none.</summary>
    public static GraftNotes None { get; } = new(false, new Dictionary<Utf8Name, Utf8Name>());

    /// <summary>Reads the section's content; null if it is malformed.</summary>
    public static GraftNotes? TryParse(ReadOnlyMemory<byte> content)
    {
        if (!TryTake(ref content, out var header) || (header != Plain && header != Patchable))
            return null;
        Dictionary<Utf8Name, Utf8Name> signatures = [];
        while (!content.IsEmpty)
        {
            if (!TryTake(ref content, out var name) || !TryTake(ref content, out var signature) || name.IsEmpty)
                return null;
            signatures[name] = signature;
        }

        return new(header == Patchable, signatures);
    }

    private static bool TryTake(ref ReadOnlyMemory<byte> content, out Utf8Name text)
    {
        int end = content.Span.IndexOf((byte)0);
        text = end < 0 ? default : new(content[..end]);
        content = end < 0 ? default : content[(end + 1)..];
        return end >= 0;
    }
}
