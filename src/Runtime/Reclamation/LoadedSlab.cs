using Graft.Protocol;

namespace Graft;

/// <summary>The memory that a commit was granted, and what of it is still needed. Guarded by the agent's lock.</summary>
/// <param name="module">The commit's module.</param>
/// <param name="tables">What the commit brought.</param>
/// <param name="ranges">The memory.</param>
/// <param name="ownReadOnly">The read-only bytes that its code alone uses.</param>
internal sealed class LoadedSlab(LoadedModule module, CommitTables tables, SlabRanges ranges, AddressRange ownReadOnly)
{
    private int _firstNeeded;

    /// <summary>The commit's module.</summary>
    public LoadedModule Module { get; } = module;

    /// <summary>The commit's number.</summary>
    public long Generation { get; } = tables.Generation;

    /// <summary>What of the memory is not free.</summary>
    public SlabRanges Ranges { get; private set; } = ranges;

    /// <summary>The read-only bytes that its code alone uses.</summary>
    public AddressRange OwnReadOnly { get; private set; } = ownReadOnly;

    /// <summary>Whether its code is reached through stubs only.</summary>
    public bool IsByStubs { get; set; }

    /// <summary>The sections that lie in it; none once its code is freed, so that what is known of them can go.</summary>
    public CommitItems<Node> Nodes { get; private set; } = tables.AllNodes;

    /// <summary>Those of them that hold functions.</summary>
    public IEnumerable<Node> Functions => Nodes.Where(node => node.HoldsFunctions);

    /// <summary>Symbols that fields in it may wait for.</summary>
    public IReadOnlyCollection<Symbol> Awaited { get; init; } = [];

    /// <summary>Unwind records that are registered of it.</summary>
    public List<ulong> Frames { get; } = [];

    /// <summary>Older slabs that its code holds addresses of.</summary>
    public HashSet<LoadedSlab> Holds { get; } = [];

    /// <summary>How many newer ones hold addresses of its code.</summary>
    public int Holders { get; set; }

    /// <summary>Slabs, of any module, that its code calls into by their functions' entries.</summary>
    public HashSet<LoadedSlab> Calls { get; } = [];

    /// <summary>How many slabs and open links call, or are about to call, its functions by their entries.</summary>
    public int Callers { get; set; }

    /// <summary>The epoch since which no thread can come to its code; 0 while one can.</summary>
    public long UnreachableSince { get; set; }

    /// <summary>Whether its code was freed: the rest stays.</summary>
    public bool IsFreed { get; private set; }

    /// <summary>Bytes that can be freed with its code.</summary>
    public ulong Bytes => Ranges.Code.Size + OwnReadOnly.Size;

    /// <summary>Whether nothing leads to its code any more. What once was out of reach stays so: this need not look at it again.</summary>
    public bool IsUnreachable()
    {
        while (_firstNeeded < Nodes.Count && !(Nodes[_firstNeeded].IsNeeded && Nodes[_firstNeeded].HoldsFunctions))
            _firstNeeded++;
        return _firstNeeded == Nodes.Count && Holders == 0 && IsByStubs;
    }

    /// <summary>Notes that its code calls into another slab by an entry.</summary>
    public void AddCall(LoadedSlab called)
    {
        if (called != this && Calls.Add(called))
            called.Callers++;
    }

    /// <summary>Its code will not be executed any more: what it refers to is held by it no longer.</summary>
    public void ReleaseUses()
    {
        foreach (var held in Holds)
            held.Holders--;
        foreach (var called in Calls)
            called.Callers--;
        Holds.Clear();
        Calls.Clear();
    }

    /// <summary>Keeps nothing but some of the code, whose entries callers need.</summary>
    /// <param name="code">That code; the rest has been freed.</param>
    /// <returns>What else is free now.</returns>
    public SlabRanges KeepEntries(AddressRange code)
    {
        var freed = Ranges with { Code = default };
        (Ranges, OwnReadOnly) = (new() { Code = code }, default);
        return freed;
    }

    /// <summary>Takes code, and what only that uses, out of the ranges.</summary>
    /// <returns>What is free now.</returns>
    public SlabRanges TakeCode()
    {
        var freed = new SlabRanges { Code = Ranges.Code, ReadOnly = OwnReadOnly };
        ulong rest = Ranges.ReadOnly.Size - OwnReadOnly.Size;
        Ranges = Ranges with { Code = default, ReadOnly = rest == 0 ? default : new(OwnReadOnly.End, rest) };
        IsFreed = true;
        Nodes = default;
        return freed;
    }
}
