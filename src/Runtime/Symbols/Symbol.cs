using System.Runtime.CompilerServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// A name with a signature: the thing that a slot belongs to. It is there as soon as anybody wants or promises it.
/// All members are guarded by the agent's lock.
/// </summary>
/// <param name="Block">The block that its record lies in.</param>
/// <param name="Index">Its index there.</param>
internal readonly record struct Symbol(SymbolRecord[] Block, int Index) : ICommitItem<Symbol>
{
    /// <summary>The symbols of the same name.</summary>
    public SymbolGroup Group => Record.Group;

    /// <summary>Its name.</summary>
    public Utf8Name Name => Group.Key.Name;

    /// <summary>A function's signature, normalised; becomes known when a definition adopts the symbol.</summary>
    public ref string Signature => ref Record.Signature;

    /// <summary>Its slot; -1 if it has none.</summary>
    public ref int Slot => ref Record.Slot;

    /// <summary>The definition that came last, Ready or not.</summary>
    public Definition? Newest
    {
        get => Record.Newest.OrNull;
        set => Lead(ref Record.Newest, value);
    }

    /// <summary>The definition that calls reach now: the last one that became Ready.</summary>
    public Definition? Live
    {
        get => Record.Live.OrNull;
        set => Lead(ref Record.Live, value);
    }

    /// <summary>
    /// The function that its slot goes on leading to although the name is a variable's now: code that was linked for a function calls it. Null for none.
    /// </summary>
    public Definition? FormerFunction
    {
        get => Record.Relations?.FormerFunction.OrNull;
        set
        {
            if (value is not null || Record.Relations is not null)
                Lead(ref Relations.FormerFunction, value);
        }
    }

    /// <summary>The table's <see cref="SymbolTable.Version"/> when its public address last changed: code that was linked before may hold another.</summary>
    public ref long MovedAt => ref Record.MovedAt;

    /// <summary>The last <see cref="UnchangedCode"/> pass in which the link in question referred to it.</summary>
    public ref long MentionedIn => ref Record.MentionedIn;

    /// <summary>How many open links use it.</summary>
    public ref int Pins => ref Record.Pins;

    /// <summary>How many open links promise to define it.</summary>
    public ref int Promises => ref Record.Promises;

    /// <summary>Whether a commit, or the program, refers to it, so that it stays.</summary>
    public ref bool IsCommitted => ref Record.IsCommitted;

    /// <summary>Whether a commit, or the program, may hold its stub's address, so that the slot stays.</summary>
    public ref bool IsSlotCommitted => ref Record.IsSlotCommitted;

    /// <summary>Whether the program holds its stub's address.</summary>
    public ref bool IsHeld => ref Record.IsHeld;

    /// <summary>Other modules whose data or constants it once named: code that was linked then goes on using those.</summary>
    public List<string>? FormerModules => Record.Relations?.FormerModules;

    /// <summary>Whether a session that promised it gave up.</summary>
    public ref bool WasAbandoned => ref Record.WasAbandoned;

    /// <summary>The modules that want it.</summary>
    public LazyList<Wanter> Wanters => Record.Relations?.Wanters ?? default;

    /// <summary>Symbols that were wanted before they were known to mean this one, and lead where it leads.</summary>
    public LazyList<Symbol> Followers => Record.Relations?.Followers ?? default;

    /// <summary>The symbol that it follows, if any.</summary>
    public Symbol? Leader => Record.Relations?.Leader;

    /// <summary>Fields to fill once it is defined.</summary>
    public LazyList<OpenFixup> Fixups => Record.Relations?.Fixups ?? default;

    /// <summary>Itself; null if it is the default, which stands for none.</summary>
    public Symbol? OrNull => Block is null ? null : this;

    private ref SymbolRecord Record
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Block[Index];
    }

    /// <summary>Whether it is the same.</summary>
    public bool Equals(Symbol other) => ReferenceEquals(Block, other.Block) && Index == other.Index;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Block), Index);

    private SymbolRelations Relations => Record.Relations ??= new();

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
        IsOf(modules, Newest) || IsOf(modules, Live) || IsOf(modules, FormerFunction) || FormerModules?.Exists(modules.Contains) == true;

    /// <summary>Whether such code holds an address of its own, not a stub's, in the modules' memory.</summary>
    public bool LeadsToDataOf(HashSet<string> modules) =>
        (Newest?.Kind != SymbolKind.Function && IsOf(modules, Newest))
        || (Live?.Kind != SymbolKind.Function && IsOf(modules, Live))
        || FormerModules?.Exists(modules.Contains) == true;

    /// <summary>Notes that a definition which is no function is about to be replaced by another module's.</summary>
    public void AddFormer(string module)
    {
        var known = Relations.FormerModules ??= [];
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
        if (IsOf(modules, FormerFunction))
            FormerFunction = null;
        bool wasLive = IsOf(modules, Live);
        if (wasLive)
            (Live, FormerFunction) = (FormerFunction, null);
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
        Relations.Leader = leader;
        leader?.Relations.Followers.Add(this);
    }

    /// <summary>Notes a field to fill once it is defined.</summary>
    public void AddFixup(in OpenFixup fixup) => Relations.Fixups.Add(fixup);

    /// <summary>Notes that a module wants it.</summary>
    public void AddWanter(Wanter wanter)
    {
        ref var wanters = ref Relations.Wanters;
        int known = wanters.FindIndex(other => other.Module == wanter.Module);
        if (known < 0)
            wanters.Add(wanter);
        else if (wanters[known].IsWeak)
            wanters[known] = wanter;
    }
}
