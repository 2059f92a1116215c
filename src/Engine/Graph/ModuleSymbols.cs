using System.Collections.Immutable;

namespace Graft.Engine.Graph;

/// <summary>What one module defines and wants, unit by unit. Immutable; compares by content.</summary>
internal sealed record ModuleSymbols
{
    /// <summary>Describes a module; the order of the units does not matter.</summary>
    public ModuleSymbols(string name, IEnumerable<UnitSymbols> units)
    {
        Name = name;
        Units = [.. units.OrderBy(u => u.Name, StringComparer.Ordinal)];
        SymbolCount = Units.Sum(u => u.Definitions.Length + u.Wants.Length);
    }

    /// <summary>Name of the module.</summary>
    public string Name { get; }

    /// <summary>Its units, sorted by name.</summary>
    public ImmutableArray<UnitSymbols> Units { get; }

    /// <summary>How many definitions and wants there are.</summary>
    public int SymbolCount { get; }

    /// <inheritdoc/>
    public bool Equals(ModuleSymbols? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Name == other.Name && SymbolCount == other.SymbolCount
            && Units.AsSpan().SequenceEqual(other.Units.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Units.Length, SymbolCount);
}
