using System.Runtime.InteropServices;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// An object that blocks are made of: what <see cref="ElfReader"/> checked, with the numbers of the file where its words are too few.
/// </summary>
internal sealed class SourceObject
{
    private readonly ReadOnlyMemory<byte> _headers;
    private readonly ReadOnlyMemory<byte> _symbols;
    private readonly ReadOnlyMemory<byte> _names;

    private SourceObject(ObjectUnit unit, ReadOnlyMemory<byte> file)
    {
        Unit = unit;
        var header = MemoryMarshal.Read<Elf64_Ehdr>(file.Span);
        _headers = file.Slice((int)header.e_shoff, unit.Sections.Length * Elf64_Shdr.Size);
        foreach (ref readonly var section in Headers[1..]) // The first is no section, whatever it says.
        {
            if (section.sh_type != SHT_SYMTAB)
                continue;
            _symbols = file.Slice((int)section.sh_offset, (int)section.sh_size);
            _names = unit.Sections[(int)section.sh_link].Bytes;
        }
    }

    /// <summary>The object as the linker sees it.</summary>
    public ObjectUnit Unit { get; }

    /// <summary>Its section headers.</summary>
    public ReadOnlySpan<Elf64_Shdr> Headers => MemoryMarshal.Cast<byte, Elf64_Shdr>(_headers.Span);

    /// <summary>Its symbols as in the file.</summary>
    public ReadOnlySpan<Elf64_Sym> Symbols => MemoryMarshal.Cast<byte, Elf64_Sym>(_symbols.Span);

    /// <summary>Reads an object; null after an error.</summary>
    public static SourceObject? Read(ObjectInput input, DiagnosticBag diagnostics)
    {
        if (ObjectReader.Read(input, diagnostics) is not { } unit)
            return null;
        return new(unit, input.Bytes);
    }

    /// <summary>
    /// Whether a symbol is known by its name; otherwise it stands for a place, and its name may change from build to build. LLVM calls exception
    /// tables <c>GCC_except_table7</c>, by the number of their function.
    /// </summary>
    public bool IsNamed(uint symbol)
    {
        ref readonly var entry = ref Unit.Symbols.AsSpan()[(int)symbol];
        if (!entry.IsInSection)
            return entry.Type != ObjectSymbolType.File && !entry.Name.IsEmpty;
        return entry.Type != ObjectSymbolType.Section && !entry.IsPrivate
            && !(entry.Scope == ObjectSymbolScope.Local && entry.Name.StartsWith("GCC_except_table"u8));
    }

    /// <summary>A symbol's name as it stands in the file, with the version of a default version.</summary>
    public Utf8Name NameOf(int symbol)
    {
        var name = Unit.Symbols.AsSpan()[symbol].Name;
        int start = (int)Symbols[symbol].st_name;
        int end = start + name.Length;
        if (start == 0 || _names.Span[end] == 0)
            return name;
        return new(_names[start..(end + _names.Span[end..].IndexOf((byte)0))]);
    }

    /// <summary>
    /// A symbol as those see it that refer to it by name. Who is defined here may be defined elsewhere in the end: what is left is whether it is
    /// hidden and thread-local, and of a want whether it is weak.
    /// </summary>
    public BlockName ToName(int symbol)
    {
        ref readonly var entry = ref Symbols[symbol];
        int bind = entry.st_shndx == SHN_UNDEF && entry.Bind == STB_WEAK ? STB_WEAK : STB_GLOBAL;
        int type = entry.Type == STT_TLS ? STT_TLS : STT_NOTYPE;
        return new(NameOf(symbol), (byte)(bind << 4 | type), (byte)(entry.Bind == STB_LOCAL ? 0 : entry.st_other), Unit.Symbols[symbol].Signature, true);
    }

    /// <summary>Whether a section holds instructions.</summary>
    public bool IsCode(int section) => (Headers[section].sh_flags & SHF_EXECINSTR) != 0;

    /// <summary>
    /// Where in its section the thing lies that a relocation by place means. Code adds to a label's distance that from the field to the
    /// next instruction, which in x86-64's addressing of constants is the field's own width.
    /// </summary>
    public long PlaceOf(in ObjectRelocation relocation, bool isInCode)
    {
        ref readonly var symbol = ref Unit.Symbols.AsSpan()[(int)relocation.Symbol];
        if (symbol.Type != ObjectSymbolType.Section)
            return (long)symbol.Value;
        bool isRelative = isInCode && X64Relocations.IsPcRelative(relocation.Type);
        return relocation.Addend + (isRelative ? X64Relocations.FieldWidth(relocation.Type) : 0);
    }
}
