using System.Text;

namespace Graft.Tests.Image;

/// <summary>A relocation as it stands in an object.</summary>
internal readonly record struct RawRelocation(int Section, ulong Offset, uint Type, int Symbol, long Addend);

/// <summary>A symbol as it stands in an object.</summary>
internal readonly record struct RawSymbol(string Name, int Type, int Binding, int Section, ulong Value);

/// <summary>An ELF object or image read by hand, after the gABI: our own reader is what is being tested.</summary>
internal sealed class RawObject
{
    private const int SHT_SYMTAB = 2;
    private const int SHT_RELA = 4;
    private const int SHT_NOBITS = 8;
    private const ulong SHF_ALLOC = 2;

    private readonly byte[] _file;
    private readonly long _sections;

    public RawObject(byte[] file)
    {
        _file = file;
        _sections = BitConverter.ToInt64(file, 0x28);
        SectionCount = BitConverter.ToUInt16(file, 0x3C);
        for (int i = 1; i < SectionCount; i++)
        {
            if (Word(i, 4) == SHT_SYMTAB)
                ReadSymbols(i);
            else if (Word(i, 4) == SHT_RELA)
                ReadRelocations(i);
        }
    }

    public int SectionCount { get; }

    public List<RawSymbol> Symbols { get; } = [];

    public List<RawRelocation> Relocations { get; } = [];

    public ulong SizeOf(int section) => (ulong)Field(section, 32);

    /// <summary>The bytes at an address of an image.</summary>
    public ReadOnlySpan<byte> At(ulong address, int size) => _file.AsSpan(OffsetOf(address, size), size);

    /// <summary>Where in the file the bytes at an address are.</summary>
    public int OffsetOf(ulong address, int size)
    {
        for (int i = 1; i < SectionCount; i++)
        {
            ulong start = (ulong)Field(i, 16);
            bool isStored = ((ulong)Field(i, 8) & SHF_ALLOC) != 0 && Word(i, 4) != SHT_NOBITS;
            if (isStored && address >= start && address + (ulong)size <= start + SizeOf(i))
                return (int)(Field(i, 24) + (long)(address - start));
        }

        throw new ArgumentOutOfRangeException(nameof(address), $"the image holds nothing at 0x{address:x}");
    }

    private int Word(int section, int offset) => BitConverter.ToInt32(_file, (int)_sections + (section * 64) + offset);

    private long Field(int section, int offset) => BitConverter.ToInt64(_file, (int)_sections + (section * 64) + offset);

    private void ReadSymbols(int section)
    {
        int names = (int)Field(Word(section, 40), 24);
        for (long at = Field(section, 24); at < Field(section, 24) + Field(section, 32); at += 24)
        {
            int name = names + BitConverter.ToInt32(_file, (int)at);
            Symbols.Add(new(
                Encoding.UTF8.GetString(_file, name, Array.IndexOf(_file, (byte)0, name) - name), _file[at + 4] & 0xF, _file[at + 4] >> 4,
                BitConverter.ToUInt16(_file, (int)at + 6), BitConverter.ToUInt64(_file, (int)at + 8)));
        }
    }

    private void ReadRelocations(int section)
    {
        for (long at = Field(section, 24); at < Field(section, 24) + Field(section, 32); at += 24)
        {
            ulong info = BitConverter.ToUInt64(_file, (int)at + 8);
            Relocations.Add(new(
                Word(section, 44), BitConverter.ToUInt64(_file, (int)at), (uint)info, (int)(info >> 32), BitConverter.ToInt64(_file, (int)at + 16)));
        }
    }
}
