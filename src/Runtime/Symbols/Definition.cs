using System.Runtime.CompilerServices;
using Graft.Protocol;

namespace Graft;

/// <summary>One definition of a symbol, by a unit of a module or by the process. Guarded by the agent's lock.</summary>
/// <param name="Tables">The tables of the commit that it came with.</param>
/// <param name="Number">Its number in them.</param>
internal readonly record struct Definition(CommitTables Tables, int Number) : ICommitItem<Definition>
{
    /// <summary>The symbol that it defines.</summary>
    public Symbol Symbol => Record.Symbol;

    /// <summary>Function or data.</summary>
    public SymbolKind Kind => Record.Kind;

    /// <summary>Strong, weak or local.</summary>
    public SymbolBinding Binding => Record.Binding;

    /// <summary>Its module; empty for the process.</summary>
    public string Module => Tables.Module;

    /// <summary>Its unit; null for the process.</summary>
    public ref LoadedUnit? Unit => ref Record.Unit;

    /// <summary>Whether other modules may not see it.</summary>
    public bool IsHidden => Record.IsHidden;

    /// <summary>The signature as the unit gave it: a global's value type too.</summary>
    public string Signature => Record.Signature;

    /// <summary>Where it is: a function's code, not its stub; of an indirect function, the one that chooses.</summary>
    public ulong Address => Record.Address;

    /// <summary>Whether its code does not do the work, but gives the address of what does (STT_GNU_IFUNC).</summary>
    public bool IsIndirect => Record.IsIndirect;

    /// <summary>What an indirect function chose; 0 before it was asked, and if it chose nothing.</summary>
    public ref ulong Choice => ref Record.Choice;

    /// <summary>Whether an indirect function has been asked, or is being asked.</summary>
    public ref bool IsAsked => ref Record.IsAsked;

    /// <summary>Where calls lead; 0 while that is not known.</summary>
    public ulong Target => IsIndirect ? Choice : Address;

    /// <summary>Whether it begins with an <see cref="EntryNoOp"/>, so that calls may lead to its own bytes.</summary>
    public bool IsRedirectable => Record.IsRedirectable;

    /// <summary>Whether its entry is a jump to its symbol's stub: then it is not what calls are to reach.</summary>
    public ref bool IsRedirected => ref Record.IsRedirected;

    /// <summary>Size in bytes.</summary>
    public ulong Size => Record.Size;

    /// <summary>Digest of its content; kept data takes that of a changed initialiser, to be told of it only once.</summary>
    public ref ulong Digest => ref Record.Digest;

    /// <summary>The commit that brought it; 0 for the process.</summary>
    public long Generation => Tables.Generation;

    /// <summary>The section that it lies in; null for the process.</summary>
    public Node? Node => IsHost ? null : new(Tables, Record.Node);

    /// <summary>How many symbols lead to it, now or once it is Ready, or would again after an undo or a redo.</summary>
    public ref int Leads => ref Record.Leads;

    /// <summary>Whether its module has no longer a source for it. It works on, and gives way to any other.</summary>
    public ref bool IsRetired => ref Record.IsRetired;

    /// <summary>What the dynamic linker knows of a thread-local variable of the process; null for anything else.</summary>
    public ref HostThreadLocal? HostVariable => ref Record.HostVariable;

    /// <summary>Whether each thread has its own.</summary>
    public bool IsThreadLocal => Kind == SymbolKind.ThreadLocal || HostVariable is not null;

    /// <summary>Whether it is what its symbol means and its unit defines; otherwise it is there for those who hold its address, or for an undo.</summary>
    public bool IsInUse => Symbol.Newest == this && Unit is { IsDetached: false };

    /// <summary>Whether it is writable, so that its value lives on.</summary>
    public bool IsState => Kind.IsState();

    /// <summary>Whether the process provides it.</summary>
    public bool IsHost => Unit is null;

    /// <summary>How far it has come.</summary>
    public SymbolState State => IsHost ? SymbolState.Ready : Tables.States[Record.Node];

    /// <summary>Itself; null if it is the default, which stands for none.</summary>
    public Definition? OrNull => Tables is null ? null : this;

    private ref DefinitionRecord Record
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Tables.Definitions[Number];
    }

    /// <summary>Whether it is the same.</summary>
    public bool Equals(Definition other) => ReferenceEquals(Tables, other.Tables) && Number == other.Number;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Tables), Number);

    /// <summary>Whether it is the one that its name means, of two with different signatures: not retired, or the newer.</summary>
    public bool Outranks(Definition other) =>
        IsRetired == other.IsRetired ? Generation > other.Generation : other.IsRetired;

    /// <inheritdoc/>
    public static Definition Of(CommitTables tables, int number) => new(tables, number);

    /// <summary>What the process provides for a symbol.</summary>
    public static Definition OfProcess(Symbol symbol, ulong address)
    {
        var record = new DefinitionRecord { Symbol = symbol, Kind = SymbolKind.Unknown, Address = address, Signature = "" };
        return new(new("", 0, 0) { Nodes = [], Definitions = [record] }, 0);
    }
}

/// <summary>What is known of a definition: see the properties of <see cref="Definition"/>.</summary>
internal struct DefinitionRecord
{
    public required Symbol Symbol;
    public LoadedUnit? Unit;
    public required string Signature;
    public HostThreadLocal? HostVariable;
    public required ulong Address;
    public ulong Choice;
    public ulong Size;
    public ulong Digest;
    public int Node;
    public int Leads;
    public required SymbolKind Kind;
    public SymbolBinding Binding;
    public bool IsHidden;
    public bool IsIndirect;
    public bool IsAsked;
    public bool IsRetired;
    public bool IsRedirectable;
    public bool IsRedirected;
}
