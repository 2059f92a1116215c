using System.Runtime.InteropServices;
using System.Text;
using Graft.Engine.Collections;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

// The sections that are of the whole object.
internal sealed partial class CanonicalTables
{
    /// <summary>What tables of whole records are aligned to.</summary>
    public const int Alignment = 8;

    /// <summary>Makes the tables of an object.</summary>
    public static CanonicalTables Of(CanonicalObject merged)
    {
        var layout = new CanonicalLayout(merged);
        var strings = new StringTable(merged, layout);
        List<Table> sections = [];
        AddFrames(sections, merged, layout);
        AddNotes(sections, merged, layout);
        AddIndex(sections, merged, layout);
        int symbolTable = sections.Count;
        AddSymbols(sections, merged, layout, strings);
        sections.Add(new(".strtab", SHT_STRTAB, 0, strings.ToArray(sections)));
        foreach (ref var section in CollectionsMarshal.AsSpan(sections))
            section = section.Type == SHT_RELA ? section with { Link = (uint)(layout.FirstTable + symbolTable) } : section;
        return new(layout, strings, [.. sections], symbolTable, FindGnu(merged, layout));
    }

    /// <summary>Adds the frames, the largest tables, without their bytes.</summary>
    private static void AddFrames(List<Table> sections, CanonicalObject merged, CanonicalLayout layout)
    {
        if (!Array.Exists(merged.Blocks, block => block.Frames.Length > 0))
            return;
        sections.Add(new(".eh_frame", SHT_X86_64_UNWIND, SHF_ALLOC, default) { Alignment = Alignment });
        sections.Add(new(".rela.eh_frame", SHT_RELA, SHF_INFO_LINK, default)
        {
            Info = (uint)layout.FirstTable,
            Alignment = Alignment,
            EntrySize = ObjectRelocation.Size,
        });
    }

    /// <summary>Whether anything in the object means something on GNU systems only.</summary>
    private static bool FindGnu(CanonicalObject merged, CanonicalLayout layout)
    {
        foreach (var block in merged.Blocks)
        {
            foreach (ref readonly var section in block.Sections.AsSpan())
            {
                if ((section.Flags & SHF_GNU_RETAIN) != 0)
                    return true;
            }

            for (int i = 0; i < block.Symbols.Length; i++)
            {
                int info = block.Symbols[i].Info;
                if (info >> 4 == STB_GNU_UNIQUE || (info & 0xf) == STT_GNU_IFUNC || (layout.FlagsOf(block.Ids[i]) & MergeFlags.Retained) != 0)
                    return true;
            }
        }

        return false;
    }

    private static void AddNotes(List<Table> sections, CanonicalObject merged, CanonicalLayout layout)
    {
        if (merged.HasNotes)
        {
            using var notes = new PooledList<byte>();
            notes.AddRange(merged.IsPatchable ? "graft 1 patchable\0"u8 : "graft 1\0"u8);
            foreach (var block in merged.Blocks)
                notes.AddRange(block.Notes);
            foreach (var want in layout.Wants)
            {
                if (want.Name.Signature.IsEmpty)
                    continue;
                notes.AddRange(want.Name.Name.Span);
                notes.Add(0);
                notes.AddRange(want.Name.Signature.Span);
                notes.Add(0);
            }

            sections.Add(new(Encoding.UTF8.GetString(GraftNotes.SectionName), SHT_PROGBITS, SHF_EXCLUDE, notes.AsSpan().ToArray()));
        }

        if (!merged.NeedsExecutableStack)
            sections.Add(new(".note.GNU-stack", SHT_PROGBITS, 0, default));
    }

    private static void AddIndex(List<Table> sections, CanonicalObject merged, CanonicalLayout layout)
    {
        var words = new uint[BlockIndex.HeaderWords + (BlockIndex.WordsPerBlock * merged.Blocks.Length)];
        words[0] = BlockIndex.Version;
        words[1] = (uint)merged.Blocks.Length;
        words[2] = (uint)layout.FirstTable;
        uint next = words[2];
        for (int i = merged.Blocks.Length - 1; i >= 0; i--)
        {
            var block = merged.Blocks[i];
            if (block.Sections.Length > 0)
                next = (uint)layout.SectionNumbers[layout.FirstSections[i]];
            uint symbol = block.Sections.Length == 0 ? (uint)layout.SymbolOf[block.Ids[0]] : 0;
            words[BlockIndex.HeaderWords + (i * BlockIndex.WordsPerBlock)] = next;
            words[BlockIndex.HeaderWords + (i * BlockIndex.WordsPerBlock) + 1] = (symbol << BlockIndex.KindBits) | (uint)merged.Kinds[i];
        }

        sections.Add(new(Encoding.UTF8.GetString(BlockIndex.SectionName), SHT_PROGBITS, SHF_EXCLUDE, MemoryMarshal.AsBytes(words.AsSpan()).ToArray())
        {
            Alignment = sizeof(uint),
        });
    }

    private static void AddSymbols(List<Table> sections, CanonicalObject merged, CanonicalLayout layout, StringTable strings)
    {
        bool isExtended = layout.FirstTable > SHN_LORESERVE;
        int number = layout.FirstTable + sections.Count;
        var bytes = new byte[layout.SymbolCount * Elf64_Sym.Size];
        var symbols = MemoryMarshal.Cast<byte, Elf64_Sym>(bytes.AsSpan());
        uint[]? extended = isExtended ? new uint[layout.SymbolCount] : null;
        if (!merged.FileName.IsEmpty)
            symbols[1] = new(StringTable.FileName, STB_LOCAL << 4 | STT_FILE, 0, SHN_ABS, 0, 0);
        for (int i = 0; i < merged.Blocks.Length; i++)
            AddSymbols(merged, layout, strings, i, symbols, extended);
        for (int i = 0; i < layout.Wants.Count; i++)
        {
            var want = layout.Wants[i];
            symbols[layout.SymbolOf[want.Id]] = new(strings.OfWant(i), want.Name.Info, want.Name.Other, SHN_UNDEF, 0, 0);
        }

        sections.Add(new(".symtab", SHT_SYMTAB, 0, bytes)
        {
            Link = (uint)(number + (isExtended ? 2 : 1)),
            Info = (uint)layout.LocalCount,
            Alignment = Alignment,
            EntrySize = Elf64_Sym.Size,
        });
        if (extended is not null)
        {
            sections.Add(new(".symtab_shndx", SHT_SYMTAB_SHNDX, 0, MemoryMarshal.AsBytes(extended.AsSpan()).ToArray())
            {
                Link = (uint)number,
                Alignment = sizeof(uint),
                EntrySize = sizeof(uint),
            });
        }
    }

    private static void AddSymbols(
        CanonicalObject merged, CanonicalLayout layout, StringTable strings, int index, Span<Elf64_Sym> symbols, uint[]? extended)
    {
        var block = merged.Blocks[index];
        int first = layout.FirstSections[index];
        for (int i = 0; i < block.Sections.Length; i++)
        {
            if (layout.SectionSymbols[first + i] is > 0 and var symbol)
                symbols[symbol] = new(0, STB_LOCAL << 4 | STT_SECTION, 0, SectionIndex(layout.SectionNumbers[first + i], symbol), 0, 0);
        }

        for (int i = 0; i < block.Symbols.Length; i++)
        {
            ref readonly var own = ref block.Symbols[i];
            int symbol = layout.SymbolOf[block.Ids[i]];
            ushort section = own.Section < 0 ? own.Index : SectionIndex(layout.SectionNumbers[first + own.Section], symbol);
            bool isLocal = layout.IsLocal(block, i);
            symbols[symbol] = new(
                strings.OfSymbol(index, i), isLocal ? (byte)(own.Info & 0xf) : own.Info, isLocal ? (byte)0 : own.Other, section, own.Value, own.Size);
        }

        ushort SectionIndex(int number, int symbol)
        {
            if (number < SHN_LORESERVE)
                return (ushort)number;
            extended![symbol] = (uint)number;
            return SHN_XINDEX;
        }
    }
}
