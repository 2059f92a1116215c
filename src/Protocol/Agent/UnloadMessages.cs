namespace Graft.Protocol;

/// <summary>What an unload did.</summary>
/// <param name="Generation">Its number: an unload counts like a commit.</param>
/// <param name="Removed">Definitions that the runtime has no longer.</param>
/// <param name="Freed">Bytes of the arena that are free again.</param>
/// <param name="Trapped">Who still calls what is gone; such a call waits or fails until a module defines the function again.</param>
/// <param name="Diagnostics">Warnings: memory that had to stay.</param>
public sealed record UnloadReply(
    long Generation, int Removed, ulong Freed, IReadOnlyList<Dependent> Trapped, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A unit that refers to a symbol of another module.</summary>
/// <param name="Module">The unit's module.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Symbol">The symbol.</param>
public readonly record struct Dependent(string Module, string Unit, string Symbol);
