using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Image;

/// <summary>
/// A <see cref="LinkImage"/> as an ELF file: <c>.stubs</c>, <c>.text</c>, <c>.got</c>, <c>.rodata</c>, <c>.slots</c>,
/// <c>.data</c>, <c>.bss</c> and <c>.tdata</c> at their final addresses, and a symbol table with everything that has a name. A
/// stub is called <c>NAME@stub</c>, a slot <c>NAME@slot</c>, a GOT entry <c>NAME@got</c>.
/// </summary>
public static class ElfImage
{
    private const int PageSize = 4096;

    /// <summary>Writes the file.</summary>
    /// <param name="image">The link.</param>
    /// <param name="entry">Address of the first instruction, or 0.</param>
    public static byte[] Write(LinkImage image, ulong entry)
    {
        ArgumentNullException.ThrowIfNull(image);
        var writer = new ElfWriter(entry);
        var map = image.Result.Map;
        var bytes = image.Bytes;
        int gotSize = (int)map.GotSize;
        Add(writer, ".stubs", SHF_EXECINSTR, image.Layout.Stubs.Start, image.MakeStubs(), ArenaLayout.StubSize);
        Add(writer, ".text", SHF_EXECINSTR, bytes.CodeAddress, bytes.Code, 16);
        Add(writer, ".got", 0, map.GotAddress, bytes.ReadOnly[..gotSize], X64.GotEntrySize);
        Add(writer, ".rodata", 0, bytes.ReadOnlyAddress + (ulong)gotSize, bytes.ReadOnly[gotSize..], 1);
        Add(writer, ".slots", 0, image.Layout.Slots.Start, image.MakeSlots(), ArenaLayout.SlotSize);
        AddData(writer, bytes);
        Add(writer, ".tdata", 0, bytes.ThreadLocalAddress, bytes.ThreadLocals, 16);
        var symbols = new ImageSymbols(image, writer);
        int strings = writer.Add(new() { Name = ".strtab", Type = SHT_STRTAB, Bytes = symbols.Names.ToArray() });
        writer.Add(new()
        {
            Name = ".symtab",
            Type = SHT_SYMTAB,
            Bytes = symbols.ToArray(),
            Link = (uint)strings,
            Info = (uint)symbols.LocalCount,
            Alignment = 8,
            EntrySize = Elf64_Sym.Size,
        });
        return writer.Write();
    }

    private static void Add(ElfWriter writer, string name, ulong flags, ulong address, ReadOnlySpan<byte> bytes, ulong alignment)
    {
        if (bytes.IsEmpty)
            return;
        writer.Add(new()
        {
            Name = name,
            Type = SHT_PROGBITS,
            Flags = SHF_ALLOC | flags,
            Address = address,
            Bytes = bytes.ToArray(),
            Alignment = alignment,
        });
    }

    // Whole pages of zeros at the end take no room in the file.
    private static void AddData(ElfWriter writer, ISlab slab)
    {
        int used = slab.Data.LastIndexOfAnyExcept((byte)0) + 1;
        int stored = Math.Min((used + PageSize - 1) / PageSize * PageSize, slab.Data.Length);
        Add(writer, ".data", SHF_WRITE, slab.DataAddress, slab.Data[..stored], 16);
        if (stored == slab.Data.Length)
            return;
        writer.Add(new()
        {
            Name = ".bss",
            Type = SHT_NOBITS,
            Flags = SHF_ALLOC | SHF_WRITE,
            Address = slab.DataAddress + (ulong)stored,
            SizeInMemory = (ulong)(slab.Data.Length - stored),
            Alignment = PageSize,
        });
    }
}
