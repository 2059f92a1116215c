using System.Runtime.InteropServices;
using System.Text;
using Graft.Engine.Objects.Elf;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Compile;

/// <summary>
/// The sections <c>__patchable_function_entries</c>, in which LLVM lists the entries of functions that begin with room. Graft's linker knows
/// such entries by their bytes, and LLVM cannot be told to leave the lists out.
/// </summary>
internal static class EntryTables
{
    private static ReadOnlySpan<byte> SectionName => "__patchable_function_entries\0"u8;

    /// <summary>Marks them as no part of what is loaded or linked.</summary>
    /// <param name="file">An ELF object as LLVM wrote it.</param>
    /// <param name="others">Sections of functions whose entries the source has listed itself.</param>
    public static void Exclude(Span<byte> file, HashSet<string> others)
    {
        var header = MemoryMarshal.Read<Elf64_Ehdr>(file);
        var sections = MemoryMarshal.Cast<byte, Elf64_Shdr>(file[(int)header.e_shoff..]);
        sections = sections[..(header.e_shnum != 0 ? header.e_shnum : (int)sections[0].sh_size)];
        int nameSection = (int)(header.e_shstrndx != SHN_XINDEX ? header.e_shstrndx : sections[0].sh_link);
        var names = file.Slice((int)sections[nameSection].sh_offset, (int)sections[nameSection].sh_size);
        foreach (ref var section in sections)
        {
            if (section.sh_type != SHT_PROGBITS || !names[(int)section.sh_name..].StartsWith(SectionName)
                || (others.Count > 0 && others.Contains(NameOf(sections[(int)section.sh_link], names))))
            {
                continue;
            }

            ulong flags = (section.sh_flags & ~(SHF_ALLOC | SHF_WRITE)) | SHF_EXCLUDE;
            section = new(
                section.sh_name, section.sh_type, flags, section.sh_offset, section.sh_size, section.sh_link, section.sh_info,
                section.sh_addralign, section.sh_entsize);
        }
    }

    private static string NameOf(in Elf64_Shdr section, ReadOnlySpan<byte> names)
    {
        var name = names[(int)section.sh_name..];
        return Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }
}
