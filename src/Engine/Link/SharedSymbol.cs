namespace Graft.Engine.Link;

/// <summary>What is known of a symbol that several units may mention: global, undefined and common ones.</summary>
internal struct SharedSymbol
{
    /// <summary>Where its name was met first.</summary>
    public SymbolPlace First;

    /// <summary>The first mention by a unit that wants it and knows for which signature it was compiled; otherwise the first mention.</summary>
    public SymbolPlace Wanted;

    /// <summary>The greatest size that a unit asks for a common symbol of the name.</summary>
    public ulong CommonSize;

    /// <summary>The first unit that refers to it without defining it, or -1.</summary>
    public int WantedBy;

    /// <summary>Whether some unit cannot do without it.</summary>
    public bool IsNeeded;

    /// <summary>Whether a bound is the end of its sections, not the beginning.</summary>
    public bool IsStop;
}
