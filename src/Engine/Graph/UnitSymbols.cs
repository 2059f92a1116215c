using System.Collections.Immutable;

namespace Graft.Engine.Graph;

/// <summary>What one unit of a module defines and wants. Immutable; both lists are sorted by name.</summary>
internal sealed record UnitSymbols
{
    /// <summary>Describes a unit; the order of the symbols does not matter.</summary>
    public UnitSymbols(string name, IEnumerable<GraphDefinition> definitions, IEnumerable<GraphWant> wants)
    {
        Name = name;
        // Local symbols of one name may occur more than once in a unit: the digest makes their order certain.
        Definitions = [.. definitions.OrderBy(d => d.Name, StringComparer.Ordinal).ThenBy(d => d.Binding).ThenBy(d => d.Digest)];
        Wants = [.. wants.OrderBy(w => w.Name, StringComparer.Ordinal).ThenBy(w => w.Signature, StringComparer.Ordinal)];
    }

    /// <summary>Name of the unit, unique in its module.</summary>
    public string Name { get; }

    /// <summary>What it defines.</summary>
    public ImmutableArray<GraphDefinition> Definitions { get; }

    /// <summary>What it wants.</summary>
    public ImmutableArray<GraphWant> Wants { get; }

    /// <inheritdoc/>
    public bool Equals(UnitSymbols? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Name == other.Name
            && Definitions.AsSpan().SequenceEqual(other.Definitions.AsSpan())
            && Wants.AsSpan().SequenceEqual(other.Wants.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Definitions.Length, Wants.Length);
}
