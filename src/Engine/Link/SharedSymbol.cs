using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>What is known of a symbol that several units may mention: global, undefined and common ones.</summary>
internal struct SharedSymbol
{
    /// <summary>Where its name was met first.</summary>
    public SymbolPlace First;

    /// <summary>The first mention by a unit that wants it and knows for which signature it was compiled; otherwise the first mention.</summary>
    public SymbolPlace Wanted;

    /// <summary>The definition that won; of none if its <see cref="Rank"/> says so.</summary>
    public SymbolPlace Definition;

    /// <summary>The greatest size that a unit asks for a common symbol of the name.</summary>
    public ulong CommonSize;

    /// <summary>The first unit that refers to it without defining it, or -1.</summary>
    public int WantedBy;

    /// <summary>The greatest alignment that a unit asks for a common symbol of the name.</summary>
    public uint CommonAlignment;

    public DefinitionRank Rank;

    /// <summary>Who may see it: as few as any unit says.</summary>
    public ObjectSymbolScope Scope;

    /// <summary>Whether a unit that wants it takes it for a thread-local variable.</summary>
    public bool IsWantedThreadLocal;

    /// <summary>Whether some unit cannot do without it.</summary>
    public bool IsNeeded;

    /// <summary>Whether a bound is the end of its sections, not the beginning.</summary>
    public bool IsStop;
}
