using Graft.Engine.Objects.Elf;
using static Graft.Engine.Objects.Elf.ElfConstants;
using static Graft.Engine.Objects.Elf.X64Relocations;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>Finds the role of each section of an object fresh from the compiler, by its form: what is not sure is a root.</summary>
internal static class SectionRoles
{
    private const uint SHT_LLVM_ADDRSIG = 0x6fff4c03;

    private const int TableEntry = 4, PointerEntry = 8;

    /// <summary>More than any entry that a compiler makes: a section of larger ones stays as it is.</summary>
    private const ulong LargestEntry = 4096;

    /// <summary>A page. Every block that has a copy of a constant has its alignment, too: one that is aligned to more is not copied.</summary>
    private const ulong LargestAlignment = 4096;

    /// <summary>Assigns roles.</summary>
    public static SectionRole[] Assign(SourceObject source)
    {
        var hasName = new bool[source.Unit.Sections.Length];
        for (int i = 1; i < source.Unit.Symbols.Length; i++)
        {
            if (source.Unit.Symbols[i] is { IsInSection: true } symbol && source.IsNamed((uint)i))
                hasName[symbol.Section] = true;
        }

        var hasTable = FindRelocated(source);
        var roles = new SectionRole[hasName.Length];
        for (int i = 1; i < roles.Length; i++)
        {
            if (IsLeft(source, i, hasTable[i]))
                continue;
            roles[i] = hasName[i] ? SectionRole.Root : OfNameless(source, i);
        }

        return roles;
    }

    /// <summary>Whether a section is a table of the file, or made by the writer whatever the sources have.</summary>
    public static bool IsTable(SourceObject source, int section)
    {
        var name = source.Unit.Sections[section].Name;
        return source.Unit.Sections[section].Kind == SectionKind.EhFrame
            || source.Headers[section].sh_type is SHT_NULL or SHT_RELA or SHT_REL or SHT_CREL or SHT_SYMTAB or SHT_STRTAB or SHT_SYMTAB_SHNDX or SHT_GROUP
            || name == ".note.GNU-stack"u8 || name == GraftNotes.SectionName || name == BlockIndex.SectionName;
    }

    private static bool IsLeft(SourceObject source, int section, bool isRelocated)
    {
        ref readonly var header = ref source.Headers[section];
        bool isDebug = (header.sh_flags & SHF_ALLOC) == 0 && (isRelocated || source.Unit.Sections[section].Name.StartsWith(".debug"u8));
        return isDebug || header.sh_type == SHT_LLVM_ADDRSIG || IsTable(source, section);
    }

    private static bool[] FindRelocated(SourceObject source)
    {
        var isRelocated = new bool[source.Unit.Sections.Length];
        foreach (ref readonly var header in source.Headers)
        {
            if (header.sh_type is SHT_RELA or SHT_REL or SHT_CREL && header.sh_info < (uint)isRelocated.Length)
                isRelocated[header.sh_info] = true;
        }

        return isRelocated;
    }

    private static SectionRole OfNameless(SourceObject source, int index)
    {
        const ulong Special = SHF_EXECINSTR | SHF_TLS | SHF_GNU_RETAIN;
        ref readonly var header = ref source.Headers[index];
        ref readonly var section = ref source.Unit.Sections.AsSpan()[index];
        if (header.sh_type != SHT_PROGBITS || !section.IsLoaded || (header.sh_flags & Special) != 0 || section.Alignment > LargestAlignment)
            return SectionRole.Root;
        bool isWritable = (header.sh_flags & SHF_WRITE) != 0;
        if (isWritable && section.Name == ".data"u8 && IsTableOf(source, section, R_X86_64_64, PointerEntry))
            return SectionRole.Pointers;
        if (isWritable)
            return IsOneConstant(section, ".data.rel.ro."u8) ? SectionRole.Constant : SectionRole.Root;
        if (ElfNames.IsFamily(section.Name, ".gcc_except_table"u8))
            return SectionRole.ExceptionTables;
        if ((header.sh_flags & SHF_MERGE) != 0 && header.sh_entsize is > 0 and <= LargestEntry && section.RelocationTable.IsEmpty)
            return SectionRole.Entries;
        if (section.Name == ".rodata"u8 && IsTableOf(source, section, R_X86_64_PC32, TableEntry))
            return SectionRole.JumpTables;
        return IsOneConstant(section, ".rodata."u8) && (header.sh_flags & SHF_LINK_ORDER) == 0 ? SectionRole.Constant : SectionRole.Root;
    }

    private static bool IsOneConstant(in ObjectSection section, ReadOnlySpan<byte> prefix) =>
        section.Name.StartsWith(prefix) && section.Name != ".data.rel.ro.local"u8;

    /// <summary>Whether a section holds addresses of places in code, or of symbols, and nothing else.</summary>
    private static bool IsTableOf(SourceObject source, in ObjectSection section, uint type, int width)
    {
        var relocations = section.Relocations;
        if (relocations.IsEmpty || (ulong)relocations.Length * (ulong)width != section.Size)
            return false;
        for (int i = 0; i < relocations.Length; i++)
        {
            bool isPlaceInCode = !source.IsNamed(relocations[i].Symbol)
                && source.Unit.Symbols[(int)relocations[i].Symbol] is { IsInSection: true } symbol && source.IsCode(symbol.Section);
            if (relocations[i].Type != type || relocations[i].Offset != (ulong)(i * width) || isPlaceInCode != (type == R_X86_64_PC32))
                return false;
        }

        return true;
    }
}
