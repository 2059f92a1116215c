using Graft.Protocol;

namespace Graft;

/// <summary>What is about to change, for whoever may object.</summary>
/// <param name="Generation">The number that it will have.</param>
/// <param name="Modules">The modules that change.</param>
/// <param name="Kind">What makes it: a load, an unload, an undo or a redo.</param>
/// <param name="Consistency">What callers may see of it.</param>
/// <param name="Author">The process that asks for it; empty if unknown.</param>
internal sealed record PatchNotice(
    long Generation, IReadOnlyList<string> Modules, GenerationKind Kind, ConsistencyLevel Consistency, string Author)
{
    /// <summary>The modules as one text.</summary>
    public string ModuleText => string.Join(", ", Modules);
}
