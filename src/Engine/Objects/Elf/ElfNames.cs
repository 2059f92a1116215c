using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Elf;

/// <summary>Translates ELF's numbers into the format-neutral words.</summary>
internal static class ElfNames
{
    /// <summary>What becomes of a section, by its flags first and its type and name where those decide.</summary>
    public static SectionKind Classify(Utf8Name name, uint type, ulong flags)
    {
        if ((flags & SHF_ALLOC) == 0 || (flags & SHF_EXCLUDE) != 0 || type is SHT_NOTE or SHT_NULL)
            return SectionKind.Unloaded;
        if (type == SHT_X86_64_UNWIND || name == ".eh_frame"u8)
            return SectionKind.EhFrame;
        if ((flags & SHF_TLS) != 0)
            return SectionKind.ThreadLocal;
        if (type == SHT_NOBITS)
            return SectionKind.Zero;
        if (type is SHT_INIT_ARRAY or SHT_PREINIT_ARRAY || IsFamily(name, ".ctors"u8) || IsFamily(name, ".init_array"u8))
            return SectionKind.Initialisers;
        if (type == SHT_FINI_ARRAY || IsFamily(name, ".dtors"u8) || IsFamily(name, ".fini_array"u8))
            return SectionKind.Finalisers;
        if ((flags & SHF_EXECINSTR) != 0)
            return SectionKind.Code;
        if ((flags & SHF_WRITE) == 0 || IsFamily(name, ".data.rel.ro"u8))
            return SectionKind.ReadOnly;
        return SectionKind.Data;
    }

    /// <summary>Whether a section is <c>.family</c> or <c>.family.something</c>.</summary>
    public static bool IsFamily(Utf8Name name, ReadOnlySpan<byte> family) =>
        name.StartsWith(family) && (name.Length == family.Length || name.Span[family.Length] == '.');

    public static ObjectSymbolType SymbolType(int type) => type switch
    {
        STT_OBJECT or STT_COMMON => ObjectSymbolType.Data,
        STT_FUNC => ObjectSymbolType.Function,
        STT_SECTION => ObjectSymbolType.Section,
        STT_FILE => ObjectSymbolType.File,
        STT_TLS => ObjectSymbolType.ThreadLocal,
        STT_GNU_IFUNC => ObjectSymbolType.IndirectFunction,
        _ => ObjectSymbolType.None,
    };

    public static ObjectSymbolScope Scope(int bind, int visibility) => (bind, visibility) switch
    {
        (STB_LOCAL, _) => ObjectSymbolScope.Local,
        (_, STV_HIDDEN or STV_INTERNAL) => ObjectSymbolScope.Hidden,
        (_, STV_PROTECTED) => ObjectSymbolScope.Protected,
        _ => ObjectSymbolScope.Global,
    };

    public static string Machine(byte elfClass, byte data, ushort machine)
    {
        string name = machine switch
        {
            3 => "x86 (32 bits)",
            8 => "MIPS",
            20 or 21 => "PowerPC",
            22 => "s390",
            40 => "arm (32 bits)",
            EM_X86_64 => elfClass == ELFCLASS64 ? "x86-64" : "x32",
            183 => "arm64",
            243 => "RISC-V",
            258 => "LoongArch",
            _ => $"machine {machine}",
        };
        return data == ELFDATA2LSB ? name : $"{name}, big-endian";
    }
}
