using System.Runtime.InteropServices;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Elf;

// Symbols (gABI chapter 4, "Symbol Table").
internal sealed partial class ElfReader
{
    private ArraySegment<ObjectSymbol> ReadSymbols(ReadOnlySpan<Elf64_Shdr> headers, ReadOnlySpan<ObjectSection> sections, GraftNotes notes)
    {
        if (_symbolTable == 0)
            return new ObjectSymbol[1];
        ref readonly var header = ref headers[_symbolTable];
        var tableName = sections[_symbolTable].Name;
        var table = sections[_symbolTable].Bytes.Span;
        if (header.sh_entsize != Elf64_Sym.Size || table.Length % Elf64_Sym.Size != 0 || table.IsEmpty)
        {
            Corrupt($"section {tableName}: its size 0x{header.sh_size:x} does not hold whole symbols of {Elf64_Sym.Size} bytes");
            return default;
        }

        if (header.sh_link >= (uint)sections.Length || headers[(int)header.sh_link].sh_type != SHT_STRTAB)
        {
            Corrupt($"section {tableName}: sh_link {header.sh_link} is not a string table");
            return default;
        }

        var entries = MemoryMarshal.Cast<byte, Elf64_Sym>(table);
        var names = Keep((int)header.sh_link, sections[(int)header.sh_link].Bytes);
        var extended = _extendedIndices == 0 ? default : MemoryMarshal.Cast<byte, uint>(sections[_extendedIndices].Bytes.Span);
        bool hasVersions = names.Span.Contains((byte)'@');
        _tables.SetSymbols(names, notes);
        var symbols = UnitMemory.RentSymbols(_memory, entries.Length);
        symbols.AsSpan().Clear();
        for (int i = 1; i < entries.Length; i++) // Entry 0 is no symbol, whatever stands there.
        {
            ref readonly var entry = ref entries[i];
            if (!TryGetName(names, entry.st_name, out var name))
                Corrupt($"symbol {i}: its name at 0x{entry.st_name:x} lies outside the string table");
            else
                symbols[i] = MakeSymbol(i, hasVersions ? WithoutDefaultVersion(name, entry) : name, entry, extended, sections);
        }

        return symbols;
    }

    /// <summary>
    /// The name that a definition is known by: <c>f@@VERSION</c>, the version that callers of <c>f</c> mean, is <c>f</c>, and
    /// <c>f@VERSION</c> is another function.
    /// </summary>
    private static Utf8Name WithoutDefaultVersion(Utf8Name name, in Elf64_Sym entry)
    {
        int at = entry.st_shndx == SHN_UNDEF ? -1 : name.Span.IndexOf("@@"u8);
        return at > 0 ? new(name.Bytes[..at]) : name;
    }

    private ObjectSymbol MakeSymbol(
        int index, Utf8Name name, in Elf64_Sym entry, ReadOnlySpan<uint> extended, ReadOnlySpan<ObjectSection> sections)
    {
        int section = entry.st_shndx switch
        {
            SHN_ABS => ObjectSymbol.Absolute,
            SHN_COMMON or SHN_X86_64_LCOMMON => ObjectSymbol.Common,
            SHN_XINDEX => index < extended.Length && extended[index] < (uint)sections.Length ? (int)extended[index] : int.MaxValue,
            >= SHN_LORESERVE => int.MaxValue,
            _ => entry.st_shndx,
        };
        if (section >= sections.Length)
            Corrupt($"symbol {Show(name, index)}: its section {entry.st_shndx} does not exist");
        else if (section > 0 && entry.st_value > sections[section].Size)
            Corrupt($"symbol {Show(name, index)}: its value 0x{entry.st_value:x} lies outside section {sections[section].Name}");
        else if (section > 0 && entry.st_size > sections[section].Size - entry.st_value)
            Corrupt($"symbol {Show(name, index)}: its size 0x{entry.st_size:x} exceeds section {sections[section].Name}");
        else if (section == ObjectSymbol.Common && (!ulong.IsPow2(entry.st_value) || entry.st_value > GreatestAlignment))
            Corrupt($"symbol {Show(name, index)}: the alignment {entry.st_value} of this common symbol is not a power of two");
        else if (section == ObjectSymbol.Common && entry.Type == STT_TLS && entry.st_value > GreatestThreadLocalAlignment)
            Unsupported($"symbol {Show(name, index)}: thread-local variables are aligned to {GreatestThreadLocalAlignment} bytes at most, not to {entry.st_value}");
        if (entry.Bind is not (STB_LOCAL or STB_GLOBAL or STB_WEAK or STB_GNU_UNIQUE))
            Unsupported($"symbol {Show(name, index)}: binding {entry.Bind} is unknown");

        return new(_tables, (int)entry.st_name, name, ElfNames.SymbolType(entry.Type), ElfNames.Scope(entry.Bind, entry.Visibility),
            entry.Bind is STB_WEAK or STB_GNU_UNIQUE, section, entry.st_value, entry.st_size);
    }
}
