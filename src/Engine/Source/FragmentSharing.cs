using System.Collections.Immutable;

namespace Graft.Engine.Source;

/// <summary>
/// Which fragments may be compiled in one module, so that each function's code is as if it had been compiled alone. That holds without
/// optimisation, where LLVM looks at one function at a time, and for functions that do not ask LLVM to treat the module in another way.
/// </summary>
/// <param name="texts">The texts of the module's entities.</param>
internal sealed class FragmentSharing(EntityTexts texts)
{
    /// <summary>The highest level of optimisation at which functions may share a module: passes tell each other of what they find in a declaration.</summary>
    public const int HighestLevel = 0;

    /// <summary>Whether a function may be compiled with others.</summary>
    /// <param name="group">The group of the function.</param>
    /// <param name="mentions">What its fragment is written from.</param>
    public bool MayShare(FragmentGroup group, ImmutableArray<FragmentMention> mentions)
    {
        if (texts.Module.Entities[group.Members[0]].Kind != IrEntityKind.Function)
            return false;
        foreach (var (entity, isWhole) in mentions)
        {
            if (AsksForMore(entity, isWhole, group))
                return false;
        }

        return true;
    }

    private bool AsksForMore(int entity, bool isWhole, FragmentGroup group) => texts.Module.Entities[entity].Kind switch
    {
        // Others inline it too, and what is inlined first depends on where it stands.
        IrEntityKind.Function => isWhole && !group.Members.Contains(entity),

        // The worker reads a module with thread-locals in another way.
        IrEntityKind.Variable or IrEntityKind.Alias => texts.Linkage.IsThreadLocal(entity),

        // Coroutines have passes of their own.
        IrEntityKind.Declaration => texts.Module.Entities[entity].Name.Span.StartsWith("@llvm.coro."u8),
        _ => false,
    };
}
