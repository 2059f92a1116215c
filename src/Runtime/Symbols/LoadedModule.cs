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

    /// <summary>Names of all units that it ever had: only one that is not among them runs its initialisers.</summary>
    public HashSet<string> KnownUnits { get; } = new(StringComparer.Ordinal);

    /// <summary>What a client may know of it.</summary>
    public ModuleState ToState() => new(Generation, [.. Units.Values.Select(unit => new UnitState(unit.Name, unit.Digest))]);
}
