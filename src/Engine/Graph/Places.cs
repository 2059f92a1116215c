namespace Graft.Engine.Graph;

/// <summary>A unit of a module. Ordered by module, then unit.</summary>
/// <param name="Module">Name of the module.</param>
/// <param name="Unit">Name of the unit.</param>
internal readonly record struct UnitPlace(string Module, string Unit) : IComparable<UnitPlace>
{
    /// <inheritdoc/>
    public int CompareTo(UnitPlace other) =>
        string.CompareOrdinal(Module, other.Module) is not 0 and var order ? order : string.CompareOrdinal(Unit, other.Unit);

    /// <summary>Whether it comes before another.</summary>
    public static bool operator <(UnitPlace left, UnitPlace right) => left.CompareTo(right) < 0;

    /// <summary>Whether it comes after another.</summary>
    public static bool operator >(UnitPlace left, UnitPlace right) => left.CompareTo(right) > 0;

    /// <summary>Whether it does not come after another.</summary>
    public static bool operator <=(UnitPlace left, UnitPlace right) => left.CompareTo(right) <= 0;

    /// <summary>Whether it does not come before another.</summary>
    public static bool operator >=(UnitPlace left, UnitPlace right) => left.CompareTo(right) >= 0;
}

/// <summary>A definition with its place.</summary>
internal readonly record struct DefinitionPlace(string Module, string Unit, GraphDefinition Definition);

/// <summary>A want with its place.</summary>
internal readonly record struct WantPlace(string Module, string Unit, GraphWant Want);

/// <summary>A name that more than one module defines.</summary>
/// <param name="Name">The name.</param>
/// <param name="Modules">The modules, sorted.</param>
internal sealed record DuplicateName(string Name, IReadOnlyList<string> Modules);
