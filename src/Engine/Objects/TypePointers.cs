namespace Graft.Engine.Objects;

/// <summary>
/// Writable sections that are no state: clang gives the exception tables of position independent code pointers to type information in
/// <c>.data</c>, without names. Kept as variables, they would go on naming the types that catch clauses had before a patch.
/// </summary>
internal static class TypePointers
{
    /// <summary>How names of type information begin (Itanium C++ ABI, 5.1.4.1).</summary>
    private static ReadOnlySpan<byte> TypeInformation => "_ZTI"u8;

    /// <summary>Whether a section, if no symbol names it, holds such pointers and nothing else.</summary>
    public static bool Fill(in ObjectSection section, ReadOnlySpan<ObjectSymbol> symbols)
    {
        if (section.Kind != SectionKind.Data || section.RelocationLength == 0)
            return false;
        var relocations = section.Relocations;
        if ((ulong)relocations.Length * sizeof(ulong) != section.Size)
            return false;
        foreach (ref readonly var relocation in relocations)
        {
            if (!symbols[(int)relocation.Symbol].Name.StartsWith(TypeInformation))
                return false;
        }

        return true;
    }
}
