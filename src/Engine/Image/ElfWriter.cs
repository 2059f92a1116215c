using System.Buffers.Binary;
using Graft.Engine.Objects.Elf;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Image;

/// <summary>
/// Writes an executable ELF file (gABI chapters 4 and 5): the header, one PT_LOAD for each loaded section, the sections' bytes, the
/// section headers. The same sections always give the same bytes.
/// </summary>
internal sealed class ElfWriter(ulong entry)
{
    private const int ProgramHeaderSize = 56;
    private const ulong PageSize = 4096;
    private const uint PT_LOAD = 1;
    private const uint PF_X = 1;
    private const uint PF_W = 2;
    private const uint PF_R = 4;

    private readonly List<Section> _sections = [new() { Name = "", Type = SHT_NULL }];

    /// <summary>A section. Loaded ones have an address.</summary>
    internal sealed record Section
    {
        public required string Name { get; init; }
        public required uint Type { get; init; }
        public ulong Flags { get; init; }
        public ulong Address { get; init; }
        public ReadOnlyMemory<byte> Bytes { get; init; }

        /// <summary>Size in memory, if it is not that of the bytes.</summary>
        public ulong? SizeInMemory { get; init; }

        public uint Link { get; init; }
        public uint Info { get; init; }
        public ulong Alignment { get; init; } = 1;
        public ulong EntrySize { get; init; }

        public ulong Size => SizeInMemory ?? (ulong)Bytes.Length;

        public bool IsLoaded => (Flags & SHF_ALLOC) != 0;
    }

    /// <summary>Adds a section; addresses rise.</summary>
    /// <returns>Its index.</returns>
    public int Add(Section section)
    {
        _sections.Add(section);
        return _sections.Count - 1;
    }

    /// <summary>Index of the loaded section that an address lies in, or at whose end it is; SHN_ABS if there is none.</summary>
    public ushort SectionAt(ulong address)
    {
        int found = _sections.FindIndex(section => section.IsLoaded && address - section.Address < section.Size);
        if (found < 0)
            found = _sections.FindIndex(section => section.IsLoaded && address == section.Address + section.Size);
        return found < 0 ? SHN_ABS : (ushort)found;
    }

    /// <summary>Writes the file.</summary>
    public byte[] Write()
    {
        var names = new StringTable();
        var nameOffsets = _sections.ConvertAll(section => names.Add(section.Name));
        nameOffsets.Add(names.Add(".shstrtab"));
        _sections.Add(new() { Name = ".shstrtab", Type = SHT_STRTAB, Bytes = names.ToArray() });

        int segments = _sections.Count(section => section.IsLoaded);
        ulong position = Elf64_Ehdr.Size + ((ulong)segments * ProgramHeaderSize);
        var offsets = new ulong[_sections.Count];
        for (int i = 1; i < offsets.Length; i++)
            offsets[i] = PlaceOf(_sections[i], ref position);
        ulong headers = Align(position, 8);
        var file = new byte[headers + ((ulong)_sections.Count * Elf64_Shdr.Size)];
        WriteHeader(file, segments, headers);
        var segment = file.AsSpan(Elf64_Ehdr.Size);
        for (int i = 0; i < offsets.Length; i++)
        {
            _sections[i].Bytes.Span.CopyTo(file.AsSpan((int)offsets[i]));
            WriteSectionHeader(file.AsSpan((int)headers + (i * Elf64_Shdr.Size)), _sections[i], nameOffsets[i], offsets[i]);
            if (!_sections[i].IsLoaded)
                continue;
            WriteSegment(segment, _sections[i], offsets[i]);
            segment = segment[ProgramHeaderSize..];
        }

        return file;
    }

    // A loaded section's offset is its address, modulo the page: so loaders can map it.
    private static ulong PlaceOf(Section section, ref ulong position)
    {
        ulong offset = section.IsLoaded
            ? position + ((section.Address - position) & (PageSize - 1))
            : Align(position, section.Alignment);
        position = offset + (ulong)section.Bytes.Length;
        return offset;
    }

    private void WriteHeader(Span<byte> file, int segments, ulong sectionHeaders)
    {
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT, ELFOSABI_NONE];
        identification.CopyTo(file);
        var fields = new Fields(file[16..]);
        fields.Half(ET_EXEC);
        fields.Half(EM_X86_64);
        fields.Word(EV_CURRENT);
        fields.Xword(entry);
        fields.Xword(Elf64_Ehdr.Size); // e_phoff
        fields.Xword(sectionHeaders);
        fields.Word(0);
        fields.Half(Elf64_Ehdr.Size);
        fields.Half(ProgramHeaderSize);
        fields.Half((ushort)segments);
        fields.Half(Elf64_Shdr.Size);
        fields.Half((ushort)_sections.Count);
        fields.Half((ushort)(_sections.Count - 1)); // e_shstrndx: the last one
    }

    private static void WriteSegment(Span<byte> target, Section section, ulong offset)
    {
        var fields = new Fields(target);
        fields.Word(PT_LOAD);
        fields.Word(PF_R | ((section.Flags & SHF_WRITE) != 0 ? PF_W : 0) | ((section.Flags & SHF_EXECINSTR) != 0 ? PF_X : 0));
        fields.Xword(offset);
        fields.Xword(section.Address);
        fields.Xword(section.Address); // p_paddr
        fields.Xword((ulong)section.Bytes.Length);
        fields.Xword(section.Size);
        fields.Xword(PageSize);
    }

    private static void WriteSectionHeader(Span<byte> target, Section section, uint name, ulong offset)
    {
        var fields = new Fields(target);
        fields.Word(name);
        fields.Word(section.Type);
        fields.Xword(section.Flags);
        fields.Xword(section.Address);
        fields.Xword(offset);
        fields.Xword(section.Size);
        fields.Word(section.Link);
        fields.Word(section.Info);
        fields.Xword(section.Alignment);
        fields.Xword(section.EntrySize);
    }

    private static ulong Align(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    /// <summary>Writes fields one after the other, under the gABI's names of their types.</summary>
    internal ref struct Fields(Span<byte> rest)
    {
        private Span<byte> _rest = rest;

        public void Byte(byte value)
        {
            _rest[0] = value;
            _rest = _rest[1..];
        }

        public void Half(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
            _rest = _rest[2..];
        }

        public void Word(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
            _rest = _rest[4..];
        }

        public void Xword(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_rest, value);
            _rest = _rest[8..];
        }
    }
}
