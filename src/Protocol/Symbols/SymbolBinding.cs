namespace Graft.Protocol;

/// <summary>Who wins when a symbol is defined more than once, and whether it must be defined at all.</summary>
public enum SymbolBinding : byte
{
    /// <summary>The only definition; a second strong one is an error. A strong want must be satisfied.</summary>
    Strong,

    /// <summary>Gives way to a strong definition; the first of several weak ones stays. A weak want may stay null.</summary>
    Weak,

    /// <summary>Visible inside its own unit only.</summary>
    Local,
}
