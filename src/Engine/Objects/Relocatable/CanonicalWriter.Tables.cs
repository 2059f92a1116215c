using System.Runtime.InteropServices;
using Graft.Engine.Collections;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

// The sections that are of the whole object.
internal sealed partial class CanonicalWriter
{
    /// <summary>Adds the frames, the largest tables, which are filled in beside all else.</summary>
    /// <returns>Whether that is done.</returns>
    private Task AddFrames()
    {
        var frames = new FrameTable(_object);
        if (frames.Bytes.Length == 0)
            return Task.CompletedTask;
        uint number = (uint)(_layout.FirstTable + _tables.Count);
        _tables.Add(new(".eh_frame", SHT_X86_64_UNWIND, SHF_ALLOC, frames.Bytes) { Alignment = TableAlignment });
        _tables.Add(new(".rela.eh_frame", SHT_RELA, SHF_INFO_LINK, frames.Relocations)
        {
            Info = number,
            Alignment = TableAlignment,
            EntrySize = ObjectRelocation.Size,
        });
        return Task.Run(() => frames.Fill(_layout));
    }

    private void AddNotes()
    {
        if (_object.HasNotes)
        {
            using var notes = new PooledList<byte>();
            notes.AddRange(_object.IsPatchable ? "graft 1 patchable\0"u8 : "graft 1\0"u8);
            foreach (var block in _object.Blocks)
                notes.AddRange(block.Notes);
            foreach (var want in _layout.Wants)
            {
                if (want.Name.Signature.IsEmpty)
                    continue;
                notes.AddRange(want.Name.Name.Span);
                notes.Add(0);
                notes.AddRange(want.Name.Signature.Span);
                notes.Add(0);
            }

            _tables.Add(new(System.Text.Encoding.UTF8.GetString(GraftNotes.SectionName), SHT_PROGBITS, SHF_EXCLUDE, notes.AsSpan().ToArray()));
        }

        if (!_object.NeedsExecutableStack)
            _tables.Add(new(".note.GNU-stack", SHT_PROGBITS, 0, default));
    }

    private void AddIndex()
    {
        var words = new uint[BlockIndex.HeaderWords + (BlockIndex.WordsPerBlock * _object.Blocks.Length)];
        words[0] = BlockIndex.Version;
        words[1] = (uint)_object.Blocks.Length;
        words[2] = (uint)_layout.FirstTable;
        uint next = words[2];
        for (int i = _object.Blocks.Length - 1; i >= 0; i--)
        {
            var block = _object.Blocks[i];
            if (block.Sections.Length > 0)
                next = (uint)_layout.SectionNumbers[_layout.FirstSections[i]];
            uint symbol = block.Sections.Length == 0 ? (uint)_layout.SymbolOf[block.Ids[0]] : 0;
            words[BlockIndex.HeaderWords + (i * BlockIndex.WordsPerBlock)] = next;
            words[BlockIndex.HeaderWords + (i * BlockIndex.WordsPerBlock) + 1] = (symbol << BlockIndex.KindBits) | (uint)_object.Kinds[i];
        }

        _tables.Add(new(System.Text.Encoding.UTF8.GetString(BlockIndex.SectionName), SHT_PROGBITS, SHF_EXCLUDE, MemoryMarshal.AsBytes(words.AsSpan()).ToArray())
        {
            Alignment = sizeof(uint),
        });
    }

    private void AddSymbols()
    {
        bool isExtended = _layout.FirstTable > SHN_LORESERVE;
        var bytes = new byte[_layout.SymbolCount * Elf64_Sym.Size];
        var symbols = MemoryMarshal.Cast<byte, Elf64_Sym>(bytes.AsSpan());
        uint[]? extended = isExtended ? new uint[_layout.SymbolCount] : null;
        if (!_object.FileName.IsEmpty)
            symbols[1] = new(StringTable.FileName, STB_LOCAL << 4 | STT_FILE, 0, SHN_ABS, 0, 0);
        for (int i = 0; i < _object.Blocks.Length; i++)
            AddSymbols(i, symbols, extended);
        for (int i = 0; i < _layout.Wants.Count; i++)
        {
            var want = _layout.Wants[i];
            symbols[_layout.SymbolOf[want.Id]] = new(_strings.OfWant(i), want.Name.Info, want.Name.Other, SHN_UNDEF, 0, 0);
        }

        _tables.Add(new(".symtab", SHT_SYMTAB, 0, bytes)
        {
            Link = (uint)(_symbolTable + (isExtended ? 2 : 1)),
            Info = (uint)_layout.LocalCount,
            Alignment = TableAlignment,
            EntrySize = Elf64_Sym.Size,
        });
        if (extended is not null)
        {
            _tables.Add(new(".symtab_shndx", SHT_SYMTAB_SHNDX, 0, MemoryMarshal.AsBytes(extended.AsSpan()).ToArray())
            {
                Link = (uint)_symbolTable,
                Alignment = sizeof(uint),
                EntrySize = sizeof(uint),
            });
        }
    }

    private void AddSymbols(int index, Span<Elf64_Sym> symbols, uint[]? extended)
    {
        var block = _object.Blocks[index];
        int first = _layout.FirstSections[index];
        for (int i = 0; i < block.Sections.Length; i++)
        {
            if (_layout.SectionSymbols[first + i] is > 0 and var symbol)
                symbols[symbol] = new(0, STB_LOCAL << 4 | STT_SECTION, 0, SectionIndex(_layout.SectionNumbers[first + i], symbol), 0, 0);
        }

        for (int i = 0; i < block.Symbols.Length; i++)
        {
            ref readonly var own = ref block.Symbols[i];
            int symbol = _layout.SymbolOf[block.Ids[i]];
            ushort section = own.Section < 0 ? own.Index : SectionIndex(_layout.SectionNumbers[first + own.Section], symbol);
            bool isLocal = _layout.IsLocal(block, i);
            symbols[symbol] = new(
                _strings.OfSymbol(index, i), isLocal ? (byte)(own.Info & 0xf) : own.Info, isLocal ? (byte)0 : own.Other, section, own.Value, own.Size);
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
