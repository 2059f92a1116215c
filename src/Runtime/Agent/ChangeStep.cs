namespace Graft;

/// <summary>What a change has other code do, so that it may take any time.</summary>
/// <param name="What">In words: "runs an initialiser".</param>
/// <param name="Function">The module's function that runs; 0 if there is none.</param>
/// <param name="Began">When, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> counts.</param>
internal sealed record ChangeStep(string What, nint Function, long Began);
