namespace Graft.Engine.Objects.Relocatable;

/// <summary>Why a block is in a merged object.</summary>
internal enum BlockKind : byte
{
    /// <summary>A line of the plan names one of its symbols.</summary>
    Entity,

    /// <summary>A line of the plan asks for the rest of its source.</summary>
    Rest,

    /// <summary>Others refer to it, and only the compiler knows of it.</summary>
    Implied,
}
