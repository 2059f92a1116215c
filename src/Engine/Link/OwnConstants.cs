using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>
/// Constants that code uses without ever giving their address away: exception tables, and jump tables that hold distances. They can go with
/// the code. Of any other constant a variable somewhere may hold the address.
/// </summary>
internal static class OwnConstants
{
    private const int DistanceSize = 4;

    /// <summary>Whether a read-only section is one of them.</summary>
    public static bool Contain(ObjectUnit unit, in ObjectSection section)
    {
        if (section.Name.StartsWith(".gcc_except_table"u8))
            return true;
        var relocations = section.Relocations;
        if (relocations.IsEmpty || (ulong)relocations.Length * DistanceSize != section.Size)
            return false;
        foreach (ref readonly var relocation in relocations)
        {
            ref readonly var target = ref unit.Symbols.AsSpan()[(int)relocation.Symbol];
            var kind = X64.Kind(relocation.Type);
            if (kind is not { Formula: Formula.PcRelative, Field: Field.Signed32 } || !target.IsInSection
                || unit.Sections.AsSpan()[target.Section].Kind != SectionKind.Code)
                return false;
        }

        return true;
    }
}
