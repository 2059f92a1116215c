using Graft.Engine.Objects.Elf;
using static Graft.Engine.Objects.Elf.X64Relocations;

namespace Graft.Engine.Link;

/// <summary>The relocations of x86-64 as data (psABI, table 4.9).</summary>
internal static class X64
{
    /// <summary>Bytes of a GOT entry.</summary>
    public const int GotEntrySize = 8;

    private static readonly X64Relocation[] Table = MakeTable();

    public static X64Relocation Kind(uint type) => type < (uint)Table.Length ? Table[type] : default;

    public static string Name(uint type) => X64Relocations.Name(type);

    /// <summary>How a relocation refers to its symbol.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="inCode">Whether it stands in instructions, whose bytes then tell more.</param>
    /// <param name="bytes">The section's bytes.</param>
    /// <param name="offset">The field's offset in them.</param>
    /// <param name="addend">The addend.</param>
    public static Reference Classify(in X64Relocation kind, bool inCode, ReadOnlySpan<byte> bytes, int offset, long addend)
    {
        switch (kind.Formula)
        {
            case Formula.None:
            case Formula.Size:
                return Reference.None;
            case Formula.GotPcRelative:
                return inCode && kind.Rewriting != X64Rewriting.No && addend == -4
                    ? X64Instruction.ClassifyGotUse(kind.Rewriting, bytes, offset)
                    : Reference.GotEntry;
            case Formula.GotEntryOffset:
                return Reference.GotEntry;
            case Formula.GotPc:
                return Reference.GotBase;
            case >= Formula.ThreadLocalPair:
                return Reference.ThreadLocal;
            default:
                if (kind.IsCall)
                    return Reference.Branch;
                return inCode && kind.Formula == Formula.PcRelative
                    ? X64Instruction.ClassifyDisplacement(kind.Field, bytes, offset, addend)
                    : Reference.Address;
        }
    }

    private static X64Relocation[] MakeTable()
    {
        var table = new X64Relocation[R_X86_64_CODE_6_GOTPC32_TLSDESC + 1];
        table[R_X86_64_NONE] = new(Formula.None, Field.None);
        table[R_X86_64_64] = new(Formula.Absolute, Field.Any64);
        table[R_X86_64_32] = new(Formula.Absolute, Field.Unsigned32);
        table[R_X86_64_32S] = new(Formula.Absolute, Field.Signed32);
        table[R_X86_64_16] = new(Formula.Absolute, Field.Any16);
        table[R_X86_64_8] = new(Formula.Absolute, Field.Any8);
        table[R_X86_64_PC64] = new(Formula.PcRelative, Field.Any64);
        table[R_X86_64_PC32] = new(Formula.PcRelative, Field.Signed32);
        table[R_X86_64_PC16] = new(Formula.PcRelative, Field.Signed16);
        table[R_X86_64_PC8] = new(Formula.PcRelative, Field.Signed8);
        table[R_X86_64_PLT32] = new(Formula.PcRelative, Field.Signed32, IsCall: true);
        table[R_X86_64_PC32_BND] = table[R_X86_64_PC32]; // Calls with a BND prefix, of the MPX extension: withdrawn, but still about.
        table[R_X86_64_PLT32_BND] = table[R_X86_64_PLT32];
        table[R_X86_64_GOTPCREL] = new(Formula.GotPcRelative, Field.Signed32);
        table[R_X86_64_GOTPCRELX] = new(Formula.GotPcRelative, Field.Signed32, Rewriting: X64Rewriting.Plain);
        table[R_X86_64_REX_GOTPCRELX] = new(Formula.GotPcRelative, Field.Signed32, Rewriting: X64Rewriting.Rex);
        table[R_X86_64_CODE_4_GOTPCRELX] = new(Formula.GotPcRelative, Field.Signed32, Rewriting: X64Rewriting.Rex2);
        table[R_X86_64_CODE_5_GOTPCRELX] = new(Formula.GotPcRelative, Field.Signed32);
        table[R_X86_64_CODE_6_GOTPCRELX] = new(Formula.GotPcRelative, Field.Signed32);
        table[R_X86_64_GOTPCREL64] = new(Formula.GotPcRelative, Field.Any64);
        table[R_X86_64_GOT32] = new(Formula.GotEntryOffset, Field.Signed32);
        table[R_X86_64_GOT64] = new(Formula.GotEntryOffset, Field.Any64);
        table[R_X86_64_GOTPLT64] = new(Formula.GotEntryOffset, Field.Any64);
        table[R_X86_64_GOTOFF64] = new(Formula.GotOffset, Field.Any64);
        table[R_X86_64_PLTOFF64] = new(Formula.GotOffset, Field.Any64, IsCall: true);
        table[R_X86_64_GOTPC32] = new(Formula.GotPc, Field.Signed32);
        table[R_X86_64_GOTPC64] = new(Formula.GotPc, Field.Any64);
        table[R_X86_64_SIZE32] = new(Formula.Size, Field.Unsigned32);
        table[R_X86_64_SIZE64] = new(Formula.Size, Field.Any64);
        AddThreadLocals(table);
        return table;
    }

    private static void AddThreadLocals(X64Relocation[] table)
    {
        table[R_X86_64_TLSGD] = new(Formula.ThreadLocalPair, Field.Signed32);
        table[R_X86_64_TLSLD] = new(Formula.ThreadLocalBase, Field.Signed32);
        table[R_X86_64_DTPOFF32] = new(Formula.ThreadLocalOffset, Field.Signed32);
        table[R_X86_64_DTPOFF64] = new(Formula.ThreadLocalOffset, Field.Any64);
        table[R_X86_64_TLSDESC_CALL] = new(Formula.None, Field.None);
        table[R_X86_64_TPOFF32] = new(Formula.ThreadPointerOffset, Field.Signed32);
        table[R_X86_64_TPOFF64] = new(Formula.ThreadPointerOffset, Field.Any64);

        // The prefixes that these tell apart matter only to a linker that rewrites the instructions.
        ReadOnlySpan<uint> entries = [R_X86_64_GOTTPOFF, R_X86_64_CODE_4_GOTTPOFF, R_X86_64_CODE_5_GOTTPOFF, R_X86_64_CODE_6_GOTTPOFF];
        foreach (uint type in entries)
            table[type] = new(Formula.ThreadPointerEntry, Field.Signed32);
        ReadOnlySpan<uint> descriptors =
        [
            R_X86_64_GOTPC32_TLSDESC, R_X86_64_CODE_4_GOTPC32_TLSDESC, R_X86_64_CODE_5_GOTPC32_TLSDESC, R_X86_64_CODE_6_GOTPC32_TLSDESC,
        ];
        foreach (uint type in descriptors)
            table[type] = new(Formula.ThreadLocalDescriptor, Field.Signed32);
    }
}
