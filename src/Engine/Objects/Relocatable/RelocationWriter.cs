namespace Graft.Engine.Objects.Relocatable;

/// <summary>Brings a block's relocations into the form of the file.</summary>
internal static class RelocationWriter
{
    /// <summary>Writes relocations.</summary>
    /// <param name="source">The block's.</param>
    /// <param name="target">Gets as many.</param>
    /// <param name="layout">The numbers of symbols.</param>
    /// <param name="block">The block.</param>
    /// <param name="index">The block's index in its object.</param>
    /// <param name="distance">What is added to places.</param>
    public static void Write(
        ReadOnlySpan<ObjectRelocation> source, Span<ObjectRelocation> target, CanonicalLayout layout, EntityBlock block, int index, ulong distance)
    {
        var ids = block.Ids;
        ReadOnlySpan<int> symbols = layout.SymbolOf;
        var sections = layout.SectionSymbols.AsSpan(layout.FirstSections[index]);
        for (int i = 0; i < source.Length; i++)
        {
            ref readonly var relocation = ref source[i];
            int symbol = relocation.Symbol switch
            {
                EntityBlock.NoSymbol => 0,
                >= EntityBlock.SectionBit => sections[(int)(relocation.Symbol & ~EntityBlock.SectionBit)],
                _ => symbols[ids[(int)relocation.Symbol]],
            };
            target[i] = new(relocation.Offset + distance, relocation.Type, (uint)symbol, relocation.Addend);
        }
    }
}
