using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>An object that a merge takes blocks from.</summary>
/// <param name="source">The object.</param>
internal sealed class MergeSource(CanonicalObject source)
{
    private Dictionary<int, EntityBlock>? _offered;

    /// <summary>The object.</summary>
    public CanonicalObject Object => source;

    /// <summary>By block: whether the plan names it.</summary>
    public bool[] IsNamed { get; } = new bool[source.Blocks.Length];

    /// <summary>By block: whether it is part of the merged object.</summary>
    public bool[] IsTaken { get; } = new bool[source.Blocks.Length];

    /// <summary>
    /// Whether a block may come along unasked: what only its own source can define (a part that LLVM split off a function), or what is shared.
    /// </summary>
    public static bool IsImpliable(EntityBlock block) =>
        block.Symbols.Length > 0 && block.Sections.Length > 0 && (AreAll(block, static symbol => symbol.Info >> 4 == STB_LOCAL) || IsShared(block));

    /// <summary>Whether a block is a hidden thing that LLVM gives to every object that needs it, and of which a program needs only one.</summary>
    public static bool IsShared(EntityBlock block)
    {
        foreach (ref readonly var section in block.Sections.AsSpan())
        {
            if (section.Group < 0 || (section.GroupFlags & GRP_COMDAT) == 0)
                return false;
        }

        return block.Symbols.Length > 0 && block.Sections.Length > 0
            && AreAll(block, static symbol => (symbol.Other & 3) == STV_HIDDEN && symbol.Info >> 4 != STB_LOCAL);
    }

    /// <summary>Collects the blocks that may come along.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Offer(SymbolSpace space)
    {
        for (int i = 0; i < source.Blocks.Length; i++)
        {
            if (IsTaken[i] || !(source.IsMerged ? source.Kinds[i] == BlockKind.Implied : IsImpliable(source.Blocks[i])))
                continue;
            var block = source.Blocks[i].In(space);
            _offered ??= [];
            foreach (int number in block.Ids[..block.Symbols.Length])
                _offered.TryAdd(number, block);
        }

        return _offered is not null;
    }

    /// <summary>The block that defines a name and may come along; null if there is none.</summary>
    public EntityBlock? Find(int name) => _offered?.GetValueOrDefault(name);

    private static bool AreAll(EntityBlock block, Predicate<BlockSymbol> predicate) => Array.TrueForAll(block.Symbols, predicate);
}
