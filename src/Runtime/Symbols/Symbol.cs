using Graft.Protocol;

namespace Graft;

/// <summary>
/// A name with a signature: the thing that a slot belongs to. It is there as soon as anybody wants or promises it.
/// All members are guarded by the agent's lock.
/// </summary>
/// <param name="group">The symbols of the same name.</param>
/// <param name="signature">A function's signature, normalised.</param>
internal sealed class Symbol(SymbolGroup group, string signature) : ICommitItem<Symbol>
{
    // Most symbols are defined by those who use them: nobody else is told of them, and there are a hundred thousand.
    private Relations? _relations;

    // The default stands for none.
    private Definition _newest;
    private Definition _live;

    /// <summary>The symbols of the same name.</summary>
    public SymbolGroup Group { get; } = group;

    /// <summary>Its name.</summary>
    public Utf8Name Name => Group.Key.Name;

    /// <summary>A function's signature, normalised; becomes known when a definition adopts the symbol.</summary>
    public string Signature { get; set; } = signature;

    /// <summary>Its slot; -1 if it has none.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The definition that came last, Ready or not.</summary>
    public Definition? Newest
    {
        get => _newest.OrNull;
        set => Lead(ref _newest, value);
    }

    /// <summary>The definition that calls reach now: the last one that became Ready.</summary>
    public Definition? Live
    {
        get => _live.OrNull;
        set => Lead(ref _live, value);
    }

    /// <summary>The table's <see cref="SymbolTable.Version"/> when its public address last changed: code that was linked before may hold another.</summary>
    public long MovedAt { get; set; }

    /// <summary>The last <see cref="UnchangedCode"/> pass in which the link in question referred to it.</summary>
    public long MentionedIn { get; set; }

    /// <summary>How many open links use it.</summary>
    public int Pins { get; set; }

    /// <summary>How many open links promise to define it.</summary>
    public int Promises { get; set; }

    /// <summary>Whether a commit, or the program, refers to it, so that it stays.</summary>
    public bool IsCommitted { get; set; }

    /// <summary>Whether a commit, or the program, may hold its stub's address, so that the slot stays.</summary>
    public bool IsSlotCommitted { get; set; }

    /// <summary>Whether the program holds its stub's address.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Other modules whose data or constants it once named: code that was linked then goes on using those.</summary>
    public List<string>? FormerModules => _relations?.FormerModules;

    /// <summary>Whether a session that promised it gave up.</summary>
    public bool WasAbandoned { get; set; }

    /// <summary>The modules that want it.</summary>
    public LazyList<Wanter> Wanters => _relations?.Wanters ?? default;

    /// <summary>Symbols that were wanted before they were known to mean this one, and lead where it leads.</summary>
    public LazyList<Symbol> Followers => _relations?.Followers ?? default;

    /// <summary>The symbol that it follows, if any.</summary>
    public Symbol? Leader => _relations?.Leader;

    /// <summary>Fields to fill once it is defined.</summary>
    public LazyList<OpenFixup> Fixups => _relations?.Fixups ?? default;

    /// <summary>How far it has come.</summary>
    public SymbolState State
    {
        get
        {
            if (Newest is { } definition)
                return definition.State;
            if (Promises > 0)
                return SymbolState.Resolved;
            return WasAbandoned ? SymbolState.Failed : SymbolState.Declared;
        }
    }

    /// <summary>Whether code that refers to it may use memory of some modules.</summary>
    public bool LeadsTo(HashSet<string> modules) =>
        IsOf(modules, Newest) || IsOf(modules, Live) || FormerModules?.Exists(modules.Contains) == true;

    /// <summary>Whether such code holds an address of its own, not a stub's, in the modules' memory.</summary>
    public bool LeadsToDataOf(HashSet<string> modules) =>
        (Newest?.Kind != SymbolKind.Function && IsOf(modules, Newest))
        || (Live?.Kind != SymbolKind.Function && IsOf(modules, Live))
        || FormerModules?.Exists(modules.Contains) == true;

    /// <summary>Notes that a definition which is no function is about to be replaced by another module's.</summary>
    public void AddFormer(string module)
    {
        var known = Others.FormerModules ??= [];
        if (!known.Contains(module))
            known.Add(module);
    }

    /// <summary>Forgets modules that are gone.</summary>
    /// <returns>Whether it was one of theirs.</returns>
    public bool Forget(HashSet<string> modules)
    {
        Wanters.RemoveAll(wanter => modules.Contains(wanter.Module));
        Fixups.RemoveAll(fixup => modules.Contains(fixup.Node.Unit.Module));
        FormerModules?.RemoveAll(modules.Contains);
        bool wasLive = IsOf(modules, Live);
        if (wasLive)
            Live = null;
        if (!IsOf(modules, Newest))
            return wasLive;
        Newest = Live;
        return true;
    }

    private static bool IsOf(HashSet<string> modules, Definition? definition) =>
        definition is { IsHost: false, Module: var module } && modules.Contains(module);

    private static void Lead(ref Definition field, Definition? value)
    {
        if (field.OrNull is { } old)
            old.Leads--;
        if (value is { } next)
            next.Leads++;
        field = value.GetValueOrDefault();
    }

    /// <inheritdoc/>
    public static Symbol Of(CommitTables tables, int number) => tables.Symbols[number];

    /// <summary>Follows another symbol from now on, or none.</summary>
    public void Follow(Symbol? leader)
    {
        if (Leader == leader)
            return;
        Leader?.Followers.Remove(this);
        Others.Leader = leader;
        leader?.Others.Followers.Add(this);
    }

    /// <summary>Notes a field to fill once it is defined.</summary>
    public void AddFixup(in OpenFixup fixup) => Others.Fixups.Add(fixup);

    /// <summary>Notes that a module wants it.</summary>
    public void AddWanter(Wanter wanter)
    {
        ref var wanters = ref Others.Wanters;
        int known = wanters.FindIndex(other => other.Module == wanter.Module);
        if (known < 0)
            wanters.Add(wanter);
        else if (wanters[known].IsWeak)
            wanters[known] = wanter;
    }

    private Relations Others => _relations ??= new();

    /// <summary>Who has to do with it besides its definitions.</summary>
    private sealed class Relations
    {
        public LazyList<Wanter> Wanters;
        public LazyList<Symbol> Followers;
        public LazyList<OpenFixup> Fixups;

        public Symbol? Leader { get; set; }

        public List<string>? FormerModules { get; set; }
    }
}
