using Graft.Protocol;

namespace Graft;

/// <summary>What a session was promised between Resolve and Commit. Guarded by the agent's lock.</summary>
/// <param name="request">What it asked for.</param>
/// <param name="moduleGeneration">The module's generation at that time: another one at the commit is a conflict.</param>
/// <param name="linkOrder">The modules that its module searches; null for all.</param>
internal sealed class PendingLink(ResolveRequest request, long moduleGeneration, IReadOnlyList<string>? linkOrder)
{
    /// <summary>No content has it: whatever comes next counts as changed.</summary>
    private const ulong UnknownDigest = 1;

    // By want; null where nothing was told.
    private LoadedSlab?[]? _bodies;

    /// <summary>What it asked for.</summary>
    public ResolveRequest Request { get; private set; } = request;

    /// <summary>The units that it brings anew or removes.</summary>
    public ReplacedUnits Replaced { get; } = new(request);

    /// <summary>The module's generation when it was resolved.</summary>
    public long ModuleGeneration { get; } = moduleGeneration;

    /// <summary>The modules that its module searches, in order; null for all.</summary>
    public IReadOnlyList<string>? LinkOrder { get; } = linkOrder;

    /// <summary>The table's <see cref="SymbolTable.Version"/> when it was resolved.</summary>
    public long TableVersion { get; set; }

    /// <summary>What becomes of each definition.</summary>
    public PendingDefinition[] Definitions { get; } = new PendingDefinition[request.Definitions.Count];

    /// <summary>What is answered for each definition.</summary>
    public DefinitionBinding[] Bindings { get; set; } = [];

    /// <summary>The symbol of each want; none before it is known what is wanted.</summary>
    public Symbol[] Wants { get; private set; } = [];

    /// <summary>Why it cannot be.</summary>
    public DiagnosticBag Objections { get; } = new();

    /// <summary>Whether its wants have been resolved, too.</summary>
    public bool IsResolved { get; private set; }

    /// <summary>Where the messages' lists lie, to be released when the link has ended; null if they are not the agent's.</summary>
    public FrameMemory? Memory { get; set; }

    /// <summary>The digests of the definitions that the commit brings; none if the request did.</summary>
    public FlatList<ulong> LateDigests { get; set; }

    /// <summary>Whether the digests come after the commit.</summary>
    public bool DigestsFollow { get; set; }

    /// <summary>What was placed, if its digests follow, by definition; null otherwise.</summary>
    public Definition?[]? Undescribed { get; set; }

    /// <summary>The room that was granted; empty before the reservation.</summary>
    public SlabRanges Slab { get; set; }

    /// <summary>The process that asks for it, for the history; empty if unknown.</summary>
    public string Author { get; init; } = "";

    /// <summary>Whether room was granted.</summary>
    public bool IsReserved { get; set; }

    /// <summary>Whether it is part of the runtime: there is nothing to take back any more.</summary>
    public bool IsCommitted { get; set; }

    /// <summary>Whether something that it was told is no longer so, because a module was unloaded.</summary>
    public bool IsVoid { get; set; }

    /// <summary>Takes what it wants, to be resolved now.</summary>
    public void Want(FlatList<SymbolWant> wants)
    {
        Request = Request with { Wants = wants };
        Wants = new Symbol[wants.Count];
        IsResolved = true;
    }

    /// <summary>Name of the first unit that has a want; empty if none is known.</summary>
    public string UnitThatWants(int want) =>
        Request.Wants[want].WantedBy is >= 0 and var unit ? Request.Units[unit].Name : "";

    /// <summary>Whether a symbol of the commit is only wanted, and may stay undefined.</summary>
    public bool IsWeak(int index) =>
        index >= Definitions.Length && Request.Wants[index - Definitions.Length].Binding == SymbolBinding.Weak;

    /// <summary>Digest of a definition; 0 while the commit that brings it has not come.</summary>
    public ulong DigestOf(int definition) =>
        DigestsFollow ? UnknownDigest
        : LateDigests.Count > 0 ? LateDigests[definition]
        : Request.Definitions[definition].Digest;

    /// <summary>Holds the memory of a function whose own bytes were told for a want: whatever becomes of it, its entry leads on.</summary>
    public void HoldBody(int want, LoadedSlab slab)
    {
        slab.Callers++;
        (_bodies ??= new LoadedSlab?[Wants.Length])[want] = slab;
    }

    /// <summary>Gives up what <see cref="HoldBody"/> held.</summary>
    public void ReleaseBodies()
    {
        foreach (var slab in _bodies ?? [])
        {
            if (slab is not null)
                slab.Callers--;
        }

        _bodies = null;
    }

    /// <summary>The memory of the function whose own bytes were told for an index of the commit; null if none were.</summary>
    public LoadedSlab? SlabOfBody(int index) =>
        index < Definitions.Length ? Definitions[index].Existing?.Node?.Slab : _bodies?[index - Definitions.Length];

    /// <summary>The symbol with an index of the commit: definitions, then wants.</summary>
    public Symbol SymbolAt(int index) =>
        index < Definitions.Length ? Definitions[index].Symbol : Wants[index - Definitions.Length];
}

/// <summary>What becomes of a definition.</summary>
/// <param name="Symbol">The symbol that it defines; for a yielding one the symbol that it yields to.</param>
/// <param name="Outcome">Place, keep or yield.</param>
/// <param name="Existing">The definition that it replaces, keeps or yields to.</param>
internal readonly record struct PendingDefinition(Symbol Symbol, DefinitionOutcome Outcome, Definition? Existing)
{
    /// <summary>Whether what it keeps is not what is in use now, but code or constants from before.</summary>
    public bool ComesBack => Outcome == DefinitionOutcome.Keep && Existing is { IsState: false, IsInUse: false };

    /// <summary>Digest of what is in use now, or of the state that lives on; 0 if there is none.</summary>
    public ulong PreviousDigest =>
        !ComesBack ? Existing?.Digest ?? 0
        : Symbol.Newest is { IsHost: false, IsRetired: false } newest ? newest.Digest
        : 0;

    /// <summary>Whether the link may bring new bytes for it. To keep state is an order, to keep code and constants an offer.</summary>
    public bool MayBePlaced =>
        Outcome == DefinitionOutcome.Place || (Outcome == DefinitionOutcome.Keep && !Existing!.Value.IsState);
}
