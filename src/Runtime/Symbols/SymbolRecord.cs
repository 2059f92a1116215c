namespace Graft;

/// <summary>What is known of a symbol: see the properties of <see cref="Symbol"/>.</summary>
/// <param name="group">The symbols of the same name.</param>
/// <param name="signature">A function's signature, normalised.</param>
internal struct SymbolRecord(SymbolGroup group, string signature)
{
    public readonly SymbolGroup Group = group;
    public string Signature = signature;

    // The default of a definition stands for none.
    public Definition Newest;
    public Definition Live;

    // Most symbols are defined by those who use them: nobody else is told of them, and there are a hundred thousand.
    public SymbolRelations? Relations;

    public long MovedAt;
    public long MentionedIn;
    public int Slot = -1;
    public int Pins;
    public int Promises;
    public bool IsCommitted;
    public bool IsSlotCommitted;
    public bool IsHeld;
    public bool WasAbandoned;
}

/// <summary>Who has to do with a symbol besides its definitions: see the properties of <see cref="Symbol"/>.</summary>
internal sealed class SymbolRelations
{
    /// <summary>The modules that want it.</summary>
    public LazyList<Wanter> Wanters;

    /// <summary>Symbols that lead where it leads.</summary>
    public LazyList<Symbol> Followers;

    /// <summary>Fields to fill once it is defined.</summary>
    public LazyList<OpenFixup> Fixups;

    /// <summary>The function that its slot goes on leading to although the name is a variable's now; the default stands for none.</summary>
    public Definition FormerFunction;

    /// <summary>The symbol that it follows, if any.</summary>
    public Symbol? Leader { get; set; }

    /// <summary>Other modules whose data or constants it once named.</summary>
    public List<string>? FormerModules { get; set; }
}
