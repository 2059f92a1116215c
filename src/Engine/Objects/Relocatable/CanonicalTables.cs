using System.Runtime.InteropServices;
using Graft.Engine.Objects.Elf;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// What an object that is written has besides its blocks' contents: the numbers of sections and symbols, and the sections that are of the whole
/// object. An edit mostly adds and removes no name and no section: then all this is that of the object before but for the sizes of some symbols. Immutable.
/// </summary>
internal sealed partial class CanonicalTables
{
    private readonly Table[] _sections;
    private readonly int _symbolTable;

    private CanonicalTables(CanonicalLayout layout, StringTable strings, Table[] sections, int symbolTable, bool usesGnu) =>
        (Layout, Strings, _sections, _symbolTable, UsesGnu) = (layout, strings, sections, symbolTable, usesGnu);

    /// <summary>The numbers of sections and symbols.</summary>
    public CanonicalLayout Layout { get; }

    /// <summary>Where names lie in the string table.</summary>
    public StringTable Strings { get; }

    /// <summary>The sections behind those of the blocks, in order. Frames come first if there are any, without bytes: those are contents.</summary>
    public ReadOnlySpan<Table> Sections => _sections;

    /// <summary>Whether anything in the object means something on GNU systems only.</summary>
    public bool UsesGnu { get; }

    /// <summary>Number of the symbol table's section.</summary>
    public int SymbolSection => Layout.FirstTable + _symbolTable;

    /// <summary>The tables of an object that has other blocks of the same shape in the place of some.</summary>
    public CanonicalTables With(CanonicalObject merged, List<int> blocks)
    {
        byte[] symbols = Sections[_symbolTable].Bytes.ToArray();
        var entries = MemoryMarshal.Cast<byte, Elf64_Sym>(symbols.AsSpan());
        foreach (int index in blocks)
        {
            var block = merged.Blocks[index];
            for (int i = 0; i < block.Symbols.Length; i++)
            {
                ref var entry = ref entries[Layout.SymbolOf[block.Ids[i]]];
                entry = new(entry.st_name, entry.st_info, entry.st_other, entry.st_shndx, block.Symbols[i].Value, block.Symbols[i].Size);
            }
        }

        var sections = Sections.ToArray();
        sections[_symbolTable] = sections[_symbolTable] with { Bytes = symbols };
        return new(Layout, Strings, sections, _symbolTable, UsesGnu);
    }

    /// <summary>A section that is not a block's.</summary>
    internal readonly record struct Table(string Name, uint Type, ulong Flags, ReadOnlyMemory<byte> Bytes)
    {
        public uint Link { get; init; }

        public uint Info { get; init; }

        public uint Alignment { get; init; } = 1;

        public uint EntrySize { get; init; }
    }
}
