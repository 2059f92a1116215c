using Graft.Client;

namespace Graft.Bench.Edits;

/// <summary>What one edit took, from its text saved to its code Ready.</summary>
/// <param name="Milliseconds">All of it.</param>
/// <param name="Build">What the build of the module says.</param>
/// <param name="Load">What the load into the runtime says.</param>
/// <param name="Files">Milliseconds that writing the module's files took afterwards.</param>
internal sealed record EditTimes(double Milliseconds, BuildModuleResult Build, LoadModuleResult Load, double Files);
