using Graft.Client;

namespace Graft.Bench.Edits;

/// <summary>What one edit took, from its text saved to its code Ready.</summary>
/// <param name="Milliseconds">All of it.</param>
/// <param name="Build">What the build of the module says.</param>
/// <param name="Load">What the load into the runtime says.</param>
internal sealed record EditTimes(double Milliseconds, BuildModuleResult Build, LoadModuleResult Load);
