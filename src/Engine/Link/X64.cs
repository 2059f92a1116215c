using Graft.Engine.Objects.Elf;
using static Graft.Engine.Objects.Elf.X64Relocations;

namespace Graft.Engine.Link;

/// <summary>
/// The relocations of x86-64 as data (psABI, table 4.9). In the formulas S is the symbol's address, A the addend, P the
/// field's address, G the address of the symbol's GOT entry, GOT the address of the first entry, Z the symbol's size.
/// </summary>
internal static class X64
{
    /// <summary>Bytes of a GOT entry.</summary>
    public const int GotEntrySize = 8;

    /// <summary>The field of a relaxed instruction.</summary>
    public static X64Relocation RelaxedKind => new(Formula.PcRelative, Field.Signed32);

    private static readonly X64Relocation[] Table = MakeTable();

    public static X64Relocation Kind(uint type) => type < (uint)Table.Length ? Table[type] : default;

    public static string Name(uint type) => X64Relocations.Name(type);

    /// <summary>
    /// How a relocation refers to its symbol. In code a field's meaning follows from the bytes before it: a displacement
    /// after E8, E9 or 0F 8x is a call or jump; no other instruction has those bytes there, since a RIP-relative
    /// operand's ModRM byte is 00rrr101.
    /// </summary>
    public static Reference Classify(in X64Relocation kind, bool inCode, ReadOnlySpan<byte> bytes, int offset, long addend)
    {
        switch (kind.Formula)
        {
            case Formula.None:
            case Formula.Size:
                return Reference.None;
            case Formula.PcRelative when inCode && kind.Field == Field.Signed32 && offset > 0:
                byte before = bytes[offset - 1];
                bool isBranch = before is 0xE8 or 0xE9 || (offset > 1 && bytes[offset - 2] == 0x0F && (before & 0xF0) == 0x80);
                return isBranch ? Reference.Branch : Reference.Address;
            case Formula.GotPcRelative when kind.IsRelaxable && inCode && addend == -4 && offset > 1:
                return (bytes[offset - 2], bytes[offset - 1]) switch
                {
                    (0x8B, _) => Reference.GotLoad, // mov foo@GOTPCREL(%rip), %reg
                    (0xFF, 0x15 or 0x25) => Reference.GotCall, // call / jmp *foo@GOTPCREL(%rip)
                    _ => Reference.GotEntry,
                };
            case Formula.GotPcRelative:
            case Formula.GotEntryOffset:
                return Reference.GotEntry;
            case Formula.GotPc:
                return Reference.GotBase;
            default:
                return Reference.Address;
        }
    }

    private static X64Relocation[] MakeTable()
    {
        var table = new X64Relocation[R_X86_64_REX_GOTPCRELX + 1];
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
        table[R_X86_64_PLT32] = new(Formula.PcRelative, Field.Signed32);
        table[R_X86_64_GOTPCREL] = new(Formula.GotPcRelative, Field.Signed32);
        table[R_X86_64_GOTPCRELX] = new(Formula.GotPcRelative, Field.Signed32, IsRelaxable: true);
        table[R_X86_64_REX_GOTPCRELX] = new(Formula.GotPcRelative, Field.Signed32, IsRelaxable: true);
        table[R_X86_64_GOTPCREL64] = new(Formula.GotPcRelative, Field.Any64);
        table[R_X86_64_GOT32] = new(Formula.GotEntryOffset, Field.Signed32);
        table[R_X86_64_GOT64] = new(Formula.GotEntryOffset, Field.Any64);
        table[R_X86_64_GOTPLT64] = new(Formula.GotEntryOffset, Field.Any64);
        table[R_X86_64_GOTOFF64] = new(Formula.GotOffset, Field.Any64);
        table[R_X86_64_PLTOFF64] = new(Formula.GotOffset, Field.Any64);
        table[R_X86_64_GOTPC32] = new(Formula.GotPc, Field.Signed32);
        table[R_X86_64_GOTPC64] = new(Formula.GotPc, Field.Any64);
        table[R_X86_64_SIZE32] = new(Formula.Size, Field.Unsigned32);
        table[R_X86_64_SIZE64] = new(Formula.Size, Field.Any64);
        return table;
    }
}

/// <summary>One kind of relocation: how its value is computed and where it is stored.</summary>
internal readonly record struct X64Relocation(Formula Formula, Field Field, bool IsRelaxable = false);

/// <summary>How a relocation's value is computed.</summary>
internal enum Formula : byte
{
    /// <summary>Not supported.</summary>
    Unsupported,

    /// <summary>Nothing is stored.</summary>
    None,

    /// <summary>S + A.</summary>
    Absolute,

    /// <summary>S + A - P.</summary>
    PcRelative,

    /// <summary>G + A - P.</summary>
    GotPcRelative,

    /// <summary>G + A - GOT.</summary>
    GotEntryOffset,

    /// <summary>S + A - GOT.</summary>
    GotOffset,

    /// <summary>GOT + A - P.</summary>
    GotPc,

    /// <summary>Z + A.</summary>
    Size,
}

/// <summary>Width of a field and the values that it may hold: signed, unsigned, or what fits either way.</summary>
internal enum Field : byte
{
    None,
    Any8,
    Signed8,
    Any16,
    Signed16,
    Signed32,
    Unsigned32,
    Any64,
}

/// <summary>How a relocation refers to its symbol.</summary>
internal enum Reference : byte
{
    /// <summary>Not by address.</summary>
    None,

    /// <summary>By its address.</summary>
    Address,

    /// <summary>By a call or jump.</summary>
    Branch,

    /// <summary>Through its GOT entry.</summary>
    GotEntry,

    /// <summary>By loading its GOT entry.</summary>
    GotLoad,

    /// <summary>By calling or jumping through its GOT entry.</summary>
    GotCall,

    /// <summary>Not the symbol, but where the GOT begins.</summary>
    GotBase,
}
