namespace Graft.Engine.Objects.Elf;

/// <summary>Numbers of x86-64 relocations (psABI, table 4.9), under the specification's names.</summary>
public static class X64Relocations
{
#pragma warning disable CS1591 // The specification's own names and texts.
    public const uint R_X86_64_NONE = 0, R_X86_64_64 = 1, R_X86_64_PC32 = 2, R_X86_64_GOT32 = 3, R_X86_64_PLT32 = 4,
        R_X86_64_COPY = 5, R_X86_64_GLOB_DAT = 6, R_X86_64_JUMP_SLOT = 7, R_X86_64_RELATIVE = 8, R_X86_64_GOTPCREL = 9,
        R_X86_64_32 = 10, R_X86_64_32S = 11, R_X86_64_16 = 12, R_X86_64_PC16 = 13, R_X86_64_8 = 14, R_X86_64_PC8 = 15,
        R_X86_64_DTPMOD64 = 16, R_X86_64_DTPOFF64 = 17, R_X86_64_TPOFF64 = 18, R_X86_64_TLSGD = 19, R_X86_64_TLSLD = 20,
        R_X86_64_DTPOFF32 = 21, R_X86_64_GOTTPOFF = 22, R_X86_64_TPOFF32 = 23, R_X86_64_PC64 = 24, R_X86_64_GOTOFF64 = 25,
        R_X86_64_GOTPC32 = 26, R_X86_64_GOT64 = 27, R_X86_64_GOTPCREL64 = 28, R_X86_64_GOTPC64 = 29, R_X86_64_GOTPLT64 = 30,
        R_X86_64_PLTOFF64 = 31, R_X86_64_SIZE32 = 32, R_X86_64_SIZE64 = 33, R_X86_64_GOTPC32_TLSDESC = 34,
        R_X86_64_TLSDESC_CALL = 35, R_X86_64_TLSDESC = 36, R_X86_64_IRELATIVE = 37, R_X86_64_RELATIVE64 = 38,
        R_X86_64_PC32_BND = 39, R_X86_64_PLT32_BND = 40, R_X86_64_GOTPCRELX = 41, R_X86_64_REX_GOTPCRELX = 42,
        R_X86_64_CODE_4_GOTPCRELX = 43, R_X86_64_CODE_4_GOTTPOFF = 44, R_X86_64_CODE_4_GOTPC32_TLSDESC = 45,
        R_X86_64_CODE_5_GOTPCRELX = 46, R_X86_64_CODE_5_GOTTPOFF = 47, R_X86_64_CODE_5_GOTPC32_TLSDESC = 48,
        R_X86_64_CODE_6_GOTPCRELX = 49, R_X86_64_CODE_6_GOTTPOFF = 50, R_X86_64_CODE_6_GOTPC32_TLSDESC = 51;
#pragma warning restore CS1591

    /// <summary>Whether a field is computed from its own place.</summary>
    public static bool IsPcRelative(uint type) => type is
        R_X86_64_PC32 or R_X86_64_PLT32 or R_X86_64_PC32_BND or R_X86_64_PLT32_BND or R_X86_64_PC64 or R_X86_64_PC16 or R_X86_64_PC8
        or R_X86_64_GOTPCREL or R_X86_64_GOTPCRELX or R_X86_64_REX_GOTPCRELX or R_X86_64_CODE_4_GOTPCRELX or R_X86_64_CODE_5_GOTPCRELX
        or R_X86_64_CODE_6_GOTPCRELX or R_X86_64_GOTPCREL64;

    /// <summary>Whether a relocation is one that linkers leave to the dynamic linker: no object holds it.</summary>
    public static bool IsDynamic(uint type) => type is
        R_X86_64_COPY or R_X86_64_GLOB_DAT or R_X86_64_JUMP_SLOT or R_X86_64_RELATIVE or R_X86_64_RELATIVE64
        or R_X86_64_IRELATIVE or R_X86_64_DTPMOD64 or R_X86_64_TLSDESC;

    /// <summary>Bytes of the field that a relocation fills, where its addend stands if the table has none.</summary>
    public static int FieldWidth(uint type) => type switch
    {
        R_X86_64_NONE or R_X86_64_TLSDESC_CALL => 0,
        R_X86_64_8 or R_X86_64_PC8 => 1,
        R_X86_64_16 or R_X86_64_PC16 => 2,
        R_X86_64_64 or R_X86_64_PC64 or R_X86_64_GOTOFF64 or R_X86_64_GOT64 or R_X86_64_GOTPCREL64 or R_X86_64_GOTPC64
            or R_X86_64_GOTPLT64 or R_X86_64_PLTOFF64 or R_X86_64_SIZE64 => 8,
        _ => 4,
    };

    /// <summary>The specification's name of a relocation.</summary>
    public static string Name(uint type) =>
        type < (uint)Names.Length && Names[type] is { } name ? $"R_X86_64_{name}" : $"R_X86_64 type {type}";

    private static readonly string?[] Names =
    [
        "NONE", "64", "PC32", "GOT32", "PLT32", "COPY", "GLOB_DAT", "JUMP_SLOT", "RELATIVE", "GOTPCREL", "32", "32S", "16",
        "PC16", "8", "PC8", "DTPMOD64", "DTPOFF64", "TPOFF64", "TLSGD", "TLSLD", "DTPOFF32", "GOTTPOFF", "TPOFF32", "PC64",
        "GOTOFF64", "GOTPC32", "GOT64", "GOTPCREL64", "GOTPC64", "GOTPLT64", "PLTOFF64", "SIZE32", "SIZE64",
        "GOTPC32_TLSDESC", "TLSDESC_CALL", "TLSDESC", "IRELATIVE", "RELATIVE64", "PC32_BND", "PLT32_BND", "GOTPCRELX", "REX_GOTPCRELX",
        "CODE_4_GOTPCRELX", "CODE_4_GOTTPOFF", "CODE_4_GOTPC32_TLSDESC", "CODE_5_GOTPCRELX", "CODE_5_GOTTPOFF",
        "CODE_5_GOTPC32_TLSDESC", "CODE_6_GOTPCRELX", "CODE_6_GOTTPOFF", "CODE_6_GOTPC32_TLSDESC",
    ];
}
