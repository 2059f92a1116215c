using System.Runtime.InteropServices;

namespace Graft.Engine.Objects.Elf;

// Structures and numbers of the System V gABI, chapters 4 and 5, with its field names; little-endian, 64 bits.

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly struct Elf64_Ehdr
{
    public const int Size = 64;

    public readonly ulong e_ident_0;
    public readonly ulong e_ident_8;
    public readonly ushort e_type;
    public readonly ushort e_machine;
    public readonly uint e_version;
    public readonly ulong e_entry;
    public readonly ulong e_phoff;
    public readonly ulong e_shoff;
    public readonly uint e_flags;
    public readonly ushort e_ehsize;
    public readonly ushort e_phentsize;
    public readonly ushort e_phnum;
    public readonly ushort e_shentsize;
    public readonly ushort e_shnum;
    public readonly ushort e_shstrndx;

    public Elf64_Ehdr(ulong identification, ushort type, ushort machine, ulong sectionHeaders, ushort sectionCount, ushort nameSection)
    {
        e_ident_0 = identification;
        e_type = type;
        e_machine = machine;
        e_version = ElfConstants.EV_CURRENT;
        e_shoff = sectionHeaders;
        e_ehsize = Size;
        e_shentsize = Elf64_Shdr.Size;
        e_shnum = sectionCount;
        e_shstrndx = nameSection;
    }
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly struct Elf64_Shdr
{
    public const int Size = 64;

    public readonly uint sh_name;
    public readonly uint sh_type;
    public readonly ulong sh_flags;
    public readonly ulong sh_addr;
    public readonly ulong sh_offset;
    public readonly ulong sh_size;
    public readonly uint sh_link;
    public readonly uint sh_info;
    public readonly ulong sh_addralign;
    public readonly ulong sh_entsize;

    public Elf64_Shdr(
        uint name, uint type, ulong flags, ulong offset, ulong size, uint link = 0, uint info = 0, ulong alignment = 1, ulong entrySize = 0)
    {
        sh_name = name;
        sh_type = type;
        sh_flags = flags;
        sh_offset = offset;
        sh_size = size;
        sh_link = link;
        sh_info = info;
        sh_addralign = alignment;
        sh_entsize = entrySize;
    }
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly struct Elf64_Sym
{
    public const int Size = 24;

    public readonly uint st_name;
    public readonly byte st_info;
    public readonly byte st_other;
    public readonly ushort st_shndx;
    public readonly ulong st_value;
    public readonly ulong st_size;

    public Elf64_Sym(uint name, byte info, byte other, ushort section, ulong value, ulong size)
    {
        st_name = name;
        st_info = info;
        st_other = other;
        st_shndx = section;
        st_value = value;
        st_size = size;
    }

    public int Bind => st_info >> 4;

    public int Type => st_info & 0xf;

    public int Visibility => st_other & 3;
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly struct Elf64_Rel
{
    public const int Size = 16;

    public readonly ulong r_offset;
    public readonly ulong r_info;
}

internal static class ElfConstants
{
    public const int EI_CLASS = 4, EI_DATA = 5, EI_VERSION = 6, EI_OSABI = 7;
    public const byte ELFCLASS64 = 2, ELFDATA2LSB = 1, EV_CURRENT = 1;
    public const byte ELFOSABI_NONE = 0, ELFOSABI_GNU = 3;
    public const ushort ET_REL = 1, ET_EXEC = 2, ET_DYN = 3, EM_X86_64 = 62;

    public const ushort SHN_UNDEF = 0, SHN_LORESERVE = 0xff00, SHN_ABS = 0xfff1, SHN_COMMON = 0xfff2,
        SHN_X86_64_LCOMMON = 0xff02, SHN_XINDEX = 0xffff;

    public const uint SHT_NULL = 0, SHT_PROGBITS = 1, SHT_SYMTAB = 2, SHT_STRTAB = 3, SHT_RELA = 4, SHT_NOTE = 7,
        SHT_NOBITS = 8, SHT_REL = 9, SHT_INIT_ARRAY = 14, SHT_FINI_ARRAY = 15, SHT_PREINIT_ARRAY = 16, SHT_GROUP = 17,
        SHT_SYMTAB_SHNDX = 18, SHT_RELR = 19, SHT_CREL = 0x40000014, SHT_X86_64_UNWIND = 0x70000001;

    public const ulong SHF_WRITE = 1, SHF_ALLOC = 2, SHF_EXECINSTR = 4, SHF_MERGE = 0x10, SHF_STRINGS = 0x20,
        SHF_INFO_LINK = 0x40, SHF_LINK_ORDER = 0x80, SHF_GROUP = 0x200, SHF_TLS = 0x400, SHF_COMPRESSED = 0x800, SHF_GNU_RETAIN = 0x200000, SHF_EXCLUDE = 0x80000000;

    public const uint GRP_COMDAT = 1;

    public const int STB_LOCAL = 0, STB_GLOBAL = 1, STB_WEAK = 2, STB_GNU_UNIQUE = 10;
    public const int STT_NOTYPE = 0, STT_OBJECT = 1, STT_FUNC = 2, STT_SECTION = 3, STT_FILE = 4, STT_COMMON = 5,
        STT_TLS = 6, STT_GNU_IFUNC = 10;
    public const int STV_DEFAULT = 0, STV_INTERNAL = 1, STV_HIDDEN = 2, STV_PROTECTED = 3;
}
