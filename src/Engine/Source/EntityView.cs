namespace Graft.Engine.Source;

/// <summary>How an entity is present in a fragment.</summary>
internal enum EntityView : byte
{
    /// <summary>Not at all.</summary>
    Absent,

    /// <summary>The fragment's object holds it.</summary>
    Definition,

    /// <summary>As something that is elsewhere, with what the compiler may look into.</summary>
    Declaration,

    /// <summary>As it is: what has no address of its own.</summary>
    Copy,
}

/// <summary>Another entity that an entity's text refers to.</summary>
/// <param name="Entity">Index in the module.</param>
/// <param name="View">How it has to be there.</param>
internal readonly record struct EntityReference(int Entity, EntityView View);

/// <summary>A place in an entity's text where the number of another belongs, which each fragment counts anew.</summary>
/// <param name="Position">Bytes before it.</param>
/// <param name="Entity">Index of the entity whose number it is.</param>
internal readonly record struct TextHole(int Position, int Entity);
