namespace Graft.Engine.Objects.Relocatable;

/// <summary>A function's record in an object's <c>.eh_frame</c> (FDE).</summary>
/// <param name="Record">The record.</param>
/// <param name="FirstRelocation">The first of its relocations in the section's table: where its function begins.</param>
/// <param name="RelocationCount">How many it has; the others lead to its exception table.</param>
internal readonly record struct CutFrame(FrameRecord Record, int FirstRelocation, int RelocationCount);
