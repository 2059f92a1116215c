namespace Graft;

/// <summary>
/// What a generation put in the place of what: enough to go from one state to the other and back. Guarded by the agent's lock.
/// </summary>
/// <param name="generation">The generation.</param>
internal sealed class ChangeSet(long generation)
{
    private readonly Dictionary<Symbol, SymbolChange> _bySymbol = [];

    /// <summary>The generation.</summary>
    public long Generation { get; } = generation;

    /// <summary>Units that came, changed or went.</summary>
    public List<UnitChange> Units { get; } = [];

    /// <summary>Symbols that led to another definition before.</summary>
    public Dictionary<Symbol, SymbolChange>.ValueCollection Symbols => _bySymbol.Values;

    /// <summary>Why it cannot be taken back, as a sentence's end; empty if it can.</summary>
    public string Obstacle { get; set; } = "";

    /// <summary>The modules that it changed.</summary>
    public IEnumerable<string> Modules => Units.Select(change => change.Module.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Notes a unit before it changes.</summary>
    public void Note(LoadedModule module, string unit) =>
        Units.Add(new(module, unit) { Before = UnitImage.Of(module.Units.GetValueOrDefault(unit)) });

    /// <summary>
    /// Notes where a symbol leads before that changes. One that leads nowhere is left out: what comes for it stays with it, so that whoever
    /// has its address can go on calling.
    /// </summary>
    public void Note(Symbol symbol)
    {
        if (symbol.Newest is { } newest && !_bySymbol.ContainsKey(symbol))
            _bySymbol.Add(symbol, new(symbol) { Before = new(newest, symbol.Leader) });
    }

    /// <summary>What became of a symbol; null if it led nowhere, or stayed as it was.</summary>
    public SymbolChange? Find(Symbol symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>Gives up what it holds: it will never be taken back or brought back.</summary>
    public void Release()
    {
        Units.ForEach(change => change.Release());
        foreach (var change in Symbols)
            change.Release();
    }

    /// <summary>Adds what the same generation changed after this, in another module.</summary>
    public void Add(ChangeSet later)
    {
        Units.AddRange(later.Units);
        foreach (var change in later.Symbols)
        {
            if (!_bySymbol.TryAdd(change.Symbol, change))
                change.Release();
        }

        if (Obstacle.Length == 0)
            Obstacle = later.Obstacle;
    }
}

/// <summary>A unit in the two states.</summary>
/// <param name="module">Its module.</param>
/// <param name="name">Its name.</param>
internal sealed class UnitChange(LoadedModule module, string name)
{
    /// <summary>Its module.</summary>
    public LoadedModule Module { get; } = module;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The unit before; null if there was none.</summary>
    public UnitImage? Before
    {
        get;
        set => Hold(ref field, value);
    }

    /// <summary>The unit after, noted when it is left; null if there was none.</summary>
    public UnitImage? After
    {
        get;
        set => Hold(ref field, value);
    }

    /// <summary>Gives up both states: nobody can restore them any more.</summary>
    public void Release() => (Before, After) = (null, null);

    private static void Hold(ref UnitImage? field, UnitImage? value)
    {
        value?.Hold(1);
        field?.Hold(-1);
        field = value;
    }
}

/// <summary>A symbol in the two states.</summary>
/// <param name="symbol">The symbol.</param>
internal sealed class SymbolChange(Symbol symbol)
{
    /// <summary>The symbol.</summary>
    public Symbol Symbol { get; } = symbol;

    /// <summary>Where it led before.</summary>
    public SymbolLead Before
    {
        get;
        init => Hold(ref field, value);
    }

    /// <summary>Where it led after, noted when that is left.</summary>
    public SymbolLead After
    {
        get;
        set => Hold(ref field, value);
    }

    /// <summary>Gives up both states: nobody can restore them any more.</summary>
    public void Release()
    {
        Before.Definition.Leads--;
        After = default;
    }

    private static void Hold(ref SymbolLead field, SymbolLead value)
    {
        if (value.Definition.OrNull is { } next)
            next.Leads++;
        if (field.Definition.OrNull is { } old)
            old.Leads--;
        field = value;
    }
}

/// <summary>Where a symbol leads.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Leader">The symbol that it follows, if any.</param>
internal readonly record struct SymbolLead(Definition Definition, Symbol? Leader);
