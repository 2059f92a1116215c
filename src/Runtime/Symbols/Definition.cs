using Graft.Protocol;

namespace Graft;

/// <summary>One definition of a symbol, by a unit of a module or by the process. Guarded by the agent's lock.</summary>
internal sealed class Definition
{
    /// <summary>The symbol that it defines.</summary>
    public required Symbol Symbol { get; init; }

    /// <summary>Function or data.</summary>
    public required SymbolKind Kind { get; init; }

    /// <summary>Strong, weak or local.</summary>
    public SymbolBinding Binding { get; init; }

    /// <summary>Its module; empty for the process.</summary>
    public string Module { get; init; } = "";

    /// <summary>Its unit; null for the process.</summary>
    public LoadedUnit? Unit { get; set; }

    /// <summary>Whether other modules may not see it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The signature as the unit gave it: a global's value type too.</summary>
    public string Signature { get; init; } = "";

    /// <summary>Where it is: a function's code, not its stub; of an indirect function, the one that chooses.</summary>
    public required ulong Address { get; init; }

    /// <summary>Whether its code does not do the work, but gives the address of what does (STT_GNU_IFUNC).</summary>
    public bool IsIndirect { get; init; }

    /// <summary>What an indirect function chose; 0 before it was asked, and if it chose nothing.</summary>
    public ulong Choice { get; set; }

    /// <summary>Whether an indirect function has been asked, or is being asked.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Where calls lead; 0 while that is not known.</summary>
    public ulong Target => IsIndirect ? Choice : Address;

    /// <summary>Size in bytes.</summary>
    public ulong Size { get; init; }

    /// <summary>Digest of its content; kept data takes that of a changed initialiser, to be told of it only once.</summary>
    public ulong Digest { get; set; }

    /// <summary>The commit that brought it; 0 for the process.</summary>
    public long Generation { get; init; }

    /// <summary>The section that it lies in; null for the process.</summary>
    public Node? Node { get; set; }

    /// <summary>How many symbols lead to it, now or once it is Ready, or would again after an undo or a redo.</summary>
    public int Leads { get; set; }

    /// <summary>Whether its module has no longer a source for it. It works on, and gives way to any other.</summary>
    public bool IsRetired { get; set; }

    /// <summary>What the dynamic linker knows of a thread-local variable of the process; null for anything else.</summary>
    public HostThreadLocal? HostVariable { get; set; }

    /// <summary>Whether each thread has its own.</summary>
    public bool IsThreadLocal => Kind == SymbolKind.ThreadLocal || HostVariable is not null;

    /// <summary>Whether it is what its symbol means and its unit defines; otherwise it is there for those who hold its address, or for an undo.</summary>
    public bool IsInUse => Symbol.Newest == this && Unit is { IsDetached: false };

    /// <summary>Whether it is writable, so that its value lives on.</summary>
    public bool IsState => Kind.IsState();

    /// <summary>Whether the process provides it.</summary>
    public bool IsHost => Unit is null;

    /// <summary>Whether it is the one that its name means, of two with different signatures: not retired, or the newer.</summary>
    public bool Outranks(Definition other) =>
        IsRetired == other.IsRetired ? Generation > other.Generation : other.IsRetired;

    /// <summary>How far it has come.</summary>
    public SymbolState State => Node?.State ?? SymbolState.Ready;
}
