namespace Graft.Protocol;

/// <summary>What an undo or a redo did.</summary>
/// <param name="Generation">Its number: it counts like a commit.</param>
/// <param name="Reverses">The generations that were taken back, or put into effect again, in the order in which that was done.</param>
/// <param name="Modules">The modules that changed.</param>
/// <param name="Patched">Functions that calls now reach another definition of.</param>
/// <param name="Restored">Definitions that belong to a module again.</param>
/// <param name="Retained">Definitions that belong to no module any more, and stay for those who hold their address.</param>
/// <param name="Waiting">Symbols of the changed units that are not Ready.</param>
/// <param name="Diagnostics">Warnings: data that keeps its value though its initialiser is another.</param>
public sealed record UndoReply(
    long Generation, IReadOnlyList<long> Reverses, IReadOnlyList<string> Modules, int Patched, int Restored, int Retained,
    int Waiting, IReadOnlyList<Diagnostic> Diagnostics);
