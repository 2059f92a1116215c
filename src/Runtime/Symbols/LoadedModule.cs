using Graft.Protocol;

namespace Graft;

/// <summary>A module that the runtime holds. Guarded by the agent's lock.</summary>
/// <param name="name">Its name.</param>
internal sealed class LoadedModule(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its newest generation.</summary>
    public long Generation { get; set; }

    /// <summary>Its live units by name.</summary>
    public Dictionary<string, LoadedUnit> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Names of all units that it ever had: only one that is not among them runs its initialisers. With the order in which
    /// they came: finalisers run against it, whichever units were patched.
    /// </summary>
    public Dictionary<string, int> KnownUnits { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the units whose initialisers have run, in whichever generation.</summary>
    public HashSet<string> InitialisedUnits { get; } = new(StringComparer.Ordinal);

    /// <summary>The place of the next unit that comes.</summary>
    public int NextPosition { get; set; }

    /// <summary>The commit that brought it.</summary>
    public long FirstGeneration { get; init; }

    /// <summary>The modules that it searches, in order; null for all. With an order it has a namespace of its own.</summary>
    public IReadOnlyList<string>? LinkOrder { get; init; }

    /// <summary>The room that its links were granted.</summary>
    public List<LoadedSlab> Slabs { get; } = [];

    /// <summary>What code of it that was replaced refers to, and may use while a thread is still in it.</summary>
    public HashSet<Symbol> ReplacedUses { get; } = [];

    /// <summary>The threads, by their numbers in the system, on which the agent is calling its functions; one for each call.</summary>
    public List<int> RunningCalls { get; } = [];

    /// <summary>Whether its finalisers run or have run: nothing of it may be called by the agent any more.</summary>
    public bool IsUnloading { get; set; }

    /// <summary>Whether an address is one of its code.</summary>
    public bool HasCodeAt(ulong address) => Slabs.Exists(slab => slab.Ranges.Code.Contains(address));

    /// <summary>What a client may know of it.</summary>
    public ModuleState ToState() => new(Generation, [.. Units.Values.Select(unit => new UnitState(unit.Name, unit.IsStale ? default : unit.Digest))])
    {
        LinkOrder = LinkOrder,
    };
}
