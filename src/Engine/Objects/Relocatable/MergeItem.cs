using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>A line of the plan that <see cref="CanonicalObject.Merge"/> follows: one entity, or the rest of an object.</summary>
/// <param name="Source">The object that the entity is taken from.</param>
/// <param name="Symbol">The entity's symbol, as in the object (an IR name without <c>@</c>, quotes and <c>\01</c>); empty for the rest.</param>
/// <param name="Flags">What becomes of the symbol.</param>
public readonly record struct MergeItem(CanonicalObject Source, Utf8Name Symbol, MergeFlags Flags = MergeFlags.None)
{
    /// <summary>
    /// What an object holds besides entities: initialiser tables, notes, what module-level assembly defines. Of an object fresh
    /// from the compiler that is all that no line of the plan names, of a merged one what came into it so.
    /// </summary>
    public static MergeItem Rest(CanonicalObject source) => new(source, default);
}

/// <summary>What becomes of an entity's symbol in the merged object.</summary>
[Flags]
public enum MergeFlags : byte
{
    /// <summary>It stays as it is.</summary>
    None = 0,

    /// <summary>It becomes local: fragments export internal names as hidden ones.</summary>
    Local = 1,

    /// <summary>Its section is needed though nothing refers to it (<c>llvm.used</c>, SHF_GNU_RETAIN).</summary>
    Retained = 2,
}
