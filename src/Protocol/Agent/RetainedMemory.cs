namespace Graft.Protocol;

/// <summary>Memory of code that was replaced, or belongs to it, and is still there.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Generation">The generation that brought it; of several, the newest.</param>
/// <param name="Generations">How many generations are counted together: the older ones of a module are.</param>
/// <param name="Bytes">How much.</param>
/// <param name="Reason">Why.</param>
/// <param name="Who">Names of the threads that have to pass a sync point; otherwise empty.</param>
public sealed record RetainedMemory(
    string Module, long Generation, int Generations, ulong Bytes, RetentionReason Reason, IReadOnlyList<string> Who);

/// <summary>Why memory is still there.</summary>
public enum RetentionReason : byte
{
    /// <summary>Something may still come to it: it lies between code that is in use, is removed but callable, or its replacement is not ready yet.</summary>
    InUse,

    /// <summary>An undo or a redo could want it.</summary>
    Undo,

    /// <summary>Threads may be in it: registered ones that did not pass a sync point since, or, without any, all.</summary>
    Threads,

    /// <summary>Addresses of it may be held that nobody knows of: constants, code that is known by its body.</summary>
    Addresses,

    /// <summary>Calls of code that is in use lead to its functions' entries, and from there to what came in their place.</summary>
    Callers,
}
