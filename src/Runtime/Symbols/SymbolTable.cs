using Graft.Protocol;

namespace Graft;

/// <summary>All symbols and modules of a runtime. Guarded by the agent's lock.</summary>
/// <param name="slots">The slots that symbols get.</param>
/// <param name="entries">The entries of functions that calls lead to directly.</param>
internal sealed class SymbolTable(SlotTable slots, CodeEntries entries)
{
    private readonly SymbolGroupTable _groups = new();
    private readonly NameStore _names = new();
    private readonly RecordBlocks<SymbolGroupRecord> _groupRecords = new();
    private readonly RecordBlocks<SymbolRecord> _symbolRecords = new();

    // The default where a slot is free.
    private readonly List<Symbol> _bySlot = [];

    /// <summary>The modules by name.</summary>
    public SortedDictionary<string, LoadedModule> Modules { get; } = new(StringComparer.Ordinal);

    /// <summary>Those modules that have a namespace of their own, oldest first.</summary>
    public List<LoadedModule> OrderedModules { get; } = [];

    /// <summary>Counts what changes definitions: commits, exports, unloads. What a link was promised holds while it stands still.</summary>
    public long Version { get; set; }

    /// <summary>The texts of all signatures.</summary>
    public SignatureTexts Signatures { get; } = new();

    /// <summary>All symbols.</summary>
    public IEnumerable<Symbol> Symbols => _groups.Groups.SelectMany(group => group.Symbols);

    /// <summary>Makes room for names, so that the table does not grow step by step.</summary>
    public void Expect(int names)
    {
        _groups.Expect(names);
        _groupRecords.Expect(names);
        _symbolRecords.Expect(names);
    }

    /// <summary>The symbols of a name; null if there are none.</summary>
    public SymbolGroup? Find(in SymbolKey key) => _groups.Find(key);

    /// <summary>Adds a module.</summary>
    public void Add(LoadedModule module)
    {
        Modules.Add(module.Name, module);
        if (module.LinkOrder is not null)
            OrderedModules.Add(module);
    }

    /// <summary>Takes a module out; its symbols stay.</summary>
    public void Remove(string module)
    {
        Modules.Remove(module);
        OrderedModules.RemoveAll(ordered => ordered.Name == module);
    }

    /// <summary>The symbols of a name that somebody without a link order means: those of all modules, then of the oldest namespace.</summary>
    public SymbolGroup? FindVisible(Utf8Name name)
    {
        var global = Find(SymbolKey.Global(name));
        if (global?.Newest is not null)
            return global;
        foreach (var module in OrderedModules)
        {
            if (Find(SymbolKey.Own(name, module.Name)) is { Newest: { IsHost: false, IsHidden: false } } own)
                return own;
        }

        return global;
    }

    /// <summary>The symbol with a name and exactly this signature; made if it is missing.</summary>
    public Symbol GetOrAdd(in SymbolKey key, string signature)
    {
        if (Find(key) is not { } group)
            return Add(key, signature);

        foreach (var symbol in group.Symbols)
        {
            if (symbol.Signature == signature)
                return symbol;
        }

        return Add(group, signature);
    }

    /// <summary>The first symbol with a name.</summary>
    public Symbol Add(in SymbolKey key, string signature)
    {
        var (block, index) = _groupRecords.Add(new() { Key = key with { Name = _names.Keep(key.Name) } });
        var group = new SymbolGroup(block, index);
        _groups.Add(group);
        return Add(group, signature);
    }

    /// <summary>Gives a symbol a slot if it has none; false if all are taken.</summary>
    public bool EnsureSlot(Symbol symbol)
    {
        if (symbol.Slot >= 0)
            return true;
        int slot = slots.Allocate();
        if (slot < 0)
            return false;
        symbol.Slot = slot;
        while (_bySlot.Count <= slot)
            _bySlot.Add(default);
        _bySlot[slot] = symbol;
        if (symbol.Live is { Kind: SymbolKind.Function or SymbolKind.Unknown } live)
            LeadSlot(symbol, live);
        return true;
    }

    /// <summary>The symbol that a slot belongs to.</summary>
    public bool TryGetBySlot(int slot, out Symbol symbol)
    {
        symbol = slot < _bySlot.Count ? _bySlot[slot] : default;
        return symbol.OrNull is not null;
    }

    /// <summary>The symbol whose stub an address lies in.</summary>
    public bool TryGetByStub(ulong address, out Symbol symbol)
    {
        symbol = default;
        return slots.SlotOf(address) is >= 0 and var slot && TryGetBySlot(slot, out symbol);
    }

    /// <summary>Address of a symbol's stub; 0 if it has no slot.</summary>
    public ulong StubOf(Symbol symbol) => symbol.Slot >= 0 ? slots.StubOf(symbol.Slot) : 0;

    /// <summary>
    /// The address that a pointer to a symbol has: a module function's stub, anything else's own address; 0 while unknown.
    /// </summary>
    public ulong PublicAddressOf(Symbol symbol) => symbol.Newest switch
    {
        null => StubOf(symbol),
        { IsHost: false, Kind: SymbolKind.Function } function => StubOf(symbol.Slot >= 0 ? symbol : function.Symbol),
        { } definition => definition.Address,
    };

    /// <summary>Makes a definition the one that calls of its symbol, and of its followers, reach.</summary>
    public void GoLive(Definition definition)
    {
        GoLive(definition.Symbol, definition);
        foreach (var follower in definition.Symbol.Followers)
            GoLive(follower, definition);
    }

    /// <summary>
    /// Makes a definition the one that calls of a symbol reach. A newer definition that is not Ready yet takes over when it is; an older one never does.
    /// </summary>
    public void GoLive(Symbol symbol, Definition definition)
    {
        if (symbol.Newest != definition)
            return;
        var before = symbol.FormerFunction ?? symbol.Live;
        symbol.Live = definition;
        bool isCallable = definition.Kind is SymbolKind.Function or SymbolKind.Unknown;
        symbol.FormerFunction = !isCallable && before is { Kind: SymbolKind.Function } ? before : null;
        if (!isCallable)
            return;
        OpenEntry(symbol, definition);
        if (symbol.Slot >= 0)
            LeadSlot(symbol, definition);
        if (before != definition)
            CloseEntry(symbol, before);
    }

    /// <summary>Makes a definition the one that a symbol means.</summary>
    public void Redirect(Symbol symbol, Definition definition)
    {
        ulong before = PublicAddressOf(symbol);
        if (symbol.Newest != symbol.Live && symbol.Newest != definition)
            CloseEntry(symbol, symbol.Newest);
        symbol.Newest = definition;
        if (symbol.Live is null)
            OpenEntry(symbol, definition); // The trap may lead threads there that make it Ready.
        if (PublicAddressOf(symbol) != before)
            symbol.MovedAt = Version;
    }

    /// <summary>
    /// The definition whose own bytes calls of a symbol may lead to that are linked now: it is what the symbol means and what calls reach. Null for none.
    /// </summary>
    public static Definition? BodyOf(Symbol symbol) =>
        symbol.Newest is { IsRedirectable: true, State: SymbolState.Ready } newest && newest.Symbol == symbol && symbol.Live == newest ? newest : null;

    /// <summary>
    /// Leads calls that reach a function's own bytes to its stub from now on, because others take its place or it goes.
    /// An entry that is no jump is that of what its symbol's slot leads to, or of what was never called: so no chain of jumps ends where it began.
    /// </summary>
    public void CloseEntry(Symbol symbol, Definition? definition)
    {
        if (definition is not { IsRedirectable: true, IsRedirected: false } open || open.Symbol != symbol || symbol.Slot < 0)
            return;
        open.IsRedirected = true;
        entries.Set(open.Address, EntryJumpX64.WordAt(open.Address, StubOf(symbol)));
    }

    /// <summary>Ends a series of changes: from now on every call on every thread reaches what is live.</summary>
    public void CompleteEntries() => entries.Complete();

    /// <summary>Notes that an open link uses a symbol.</summary>
    public static void Pin(Symbol symbol) => symbol.Pins++;

    /// <summary>Takes the note back; a symbol and a slot that nothing refers to go.</summary>
    public void Unpin(Symbol symbol)
    {
        if (--symbol.Pins == 0)
            Collect(symbol);
    }

    /// <summary>Takes a symbol out that nothing but open links refers to; it goes with the last of these.</summary>
    public void Drop(Symbol symbol)
    {
        symbol.IsCommitted = false;
        symbol.IsSlotCommitted = false;
        if (symbol.Pins == 0)
            Collect(symbol);
    }

    /// <summary>Leads calls of a symbol to the trap.</summary>
    public void LeadToTrap(Symbol symbol)
    {
        if (symbol.Slot >= 0)
            slots.Reset(symbol.Slot);
    }

    private Symbol Add(SymbolGroup group, string signature)
    {
        var (block, index) = _symbolRecords.Add(new(group, signature));
        var added = new Symbol(block, index);
        group.Add(added);
        return added;
    }

    private void Collect(Symbol symbol)
    {
        if (!symbol.IsSlotCommitted && symbol.Slot >= 0)
        {
            _bySlot[symbol.Slot] = default;
            slots.Free(symbol.Slot);
            symbol.Slot = -1;
        }

        if (symbol.IsCommitted)
            return;
        symbol.Follow(null);
        symbol.Group.Remove(symbol);
        if (symbol.Group.Symbols.Count == 0)
            _groups.Remove(symbol.Group);
    }

    /// <summary>Has a function's entry be its code again, before anything leads there: otherwise it would lead back.</summary>
    public void OpenEntry(Symbol symbol, Definition definition)
    {
        if (!definition.IsRedirected || definition.Symbol != symbol)
            return;
        definition.IsRedirected = false;
        entries.Set(definition.Address, EntryNoOp.Word);
    }

    private void LeadSlot(Symbol symbol, Definition definition)
    {
        if (definition.Target != 0)
            slots.Set(symbol.Slot, definition.Target);
        else
            slots.Reset(symbol.Slot); // an indirect function that chose nothing
    }
}
