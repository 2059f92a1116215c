namespace Graft.Protocol;

/// <summary>
/// Looks for the name that was probably meant by one that nobody defines: mistyped, of another case, with an underscore too many,
/// declared as C and defined as C++, or the other way round. Names are offered one by one; the best is kept, of equal ones the
/// first in order of bytes. Linear in the names; not thread-safe.
/// </summary>
/// <param name="wanted">The name that nobody defines.</param>
public sealed class NearName(Utf8Name wanted)
{
    /// <summary>Shorter names are like too many others.</summary>
    private const int ShortestForOne = 4, ShortestForTwo = 8;

    private readonly Utf8Name _baseName = BaseName(wanted);
    private Likeness _likeness;
    private Utf8Name _name;
    private string _place = "";

    /// <summary>Offers names that every process has.</summary>
    public void OfferCommonNames()
    {
        foreach (var name in CommonHostNames.All)
            Offer(name, "");
    }

    /// <summary>Offers a name.</summary>
    /// <param name="name">A name that somebody defines.</param>
    /// <param name="place">Who, for the message; empty for the process itself.</param>
    public void Offer(Utf8Name name, string place)
    {
        var likeness = Compare(name);
        if (likeness == Likeness.None || likeness < _likeness || (likeness == _likeness && Utf8Name.Compare(name, _name) >= 0))
            return;
        (_likeness, _name, _place) = (likeness, name, place);
    }

    /// <summary>The question or the advice for a message, with <c>; </c> in front; empty if no name comes near.</summary>
    public string Advice()
    {
        string defined = _place.Length > 0 ? $" (defined in {_place})" : "";
        string who = _place.Length > 0 ? _place : "the process";
        return _likeness switch
        {
            Likeness.None => "",
            Likeness.Language when _baseName.IsEmpty =>
                $"; {who} defines it as C++ {SymbolText.Quote(_name)}: is extern \"C\" missing there?",
            Likeness.Language => $"; {who} defines it as C '{_name}': is extern \"C\" missing where it is declared?",
            _ => $"; did you mean {SymbolText.Quote(_name)}{defined}?",
        };
    }

    private Likeness Compare(Utf8Name name)
    {
        if (name.IsEmpty || name == wanted)
            return Likeness.None;
        var baseName = BaseName(name);
        if (baseName.IsEmpty != _baseName.IsEmpty)
            return baseName == wanted || _baseName == name ? Likeness.Language : Likeness.None;
        if (!baseName.IsEmpty && baseName == _baseName)
            return Likeness.Overload;
        if (EqualsIgnoringCase(WithoutUnderscores(name.Span), WithoutUnderscores(wanted.Span)))
            return Likeness.Spelling;
        int length = Math.Min(name.Length, wanted.Length);
        int bound = length >= ShortestForTwo ? 2 : length >= ShortestForOne ? 1 : 0;
        int edits = bound == 0 ? 1 : EditDistance.Within(name.Span, wanted.Span, bound);
        return edits > bound ? Likeness.None : edits == 1 ? Likeness.OneEdit : Likeness.TwoEdits;
    }

    /// <summary>
    /// The identifier in the mangled name of a function outside of all namespaces and classes (Itanium C++ ABI 5.1.3,
    /// <c>_Z</c>, its length, the identifier); empty for all other names.
    /// </summary>
    private static Utf8Name BaseName(Utf8Name name)
    {
        var bytes = name.Span;
        if (!bytes.StartsWith("_Z"u8))
            return Utf8Name.Empty;
        int length = 0, at = 2;
        for (; at < bytes.Length && char.IsAsciiDigit((char)bytes[at]) && length < bytes.Length; at++)
            length = (length * 10) + bytes[at] - '0';
        return length == 0 || length > bytes.Length - at ? Utf8Name.Empty : new(name.Bytes.Slice(at, length));
    }

    private static ReadOnlySpan<byte> WithoutUnderscores(ReadOnlySpan<byte> name)
    {
        var rest = name.TrimStart((byte)'_');
        return rest.IsEmpty ? name : rest;
    }

    private static bool EqualsIgnoringCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length == right.Length && System.Text.Ascii.EqualsIgnoreCase(left, right);
}
