namespace Graft.Engine.Source;

/// <summary>A place in a text.</summary>
/// <param name="Line">The line, from 1; 0 if the place is not known.</param>
/// <param name="Column">The column in bytes, from 1; 0 if it is not known.</param>
internal readonly record struct TextPlace(int Line, int Column)
{
    /// <summary>The place of an offset; no place for a negative one.</summary>
    public static TextPlace Of(ReadOnlySpan<byte> text, int offset)
    {
        if (offset < 0)
            return default;
        var before = text[..offset];
        return new(before.Count((byte)'\n') + 1, offset - before.LastIndexOf((byte)'\n'));
    }
}
