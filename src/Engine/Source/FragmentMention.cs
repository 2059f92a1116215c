namespace Graft.Engine.Source;

/// <summary>Something that a fragment was written from.</summary>
/// <param name="Entity">Index of the entity in its module.</param>
/// <param name="IsWhole">Whether all of its text counts; of a function that is only declared it is the header.</param>
public readonly record struct FragmentMention(int Entity, bool IsWhole);
