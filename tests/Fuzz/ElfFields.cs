using System.Buffers.Binary;

namespace Graft.Fuzz;

/// <summary>A place in a file that means something by itself.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Width">How many bytes it has: 1, 2, 4 or 8.</param>
internal readonly record struct FileField(long Offset, int Width);

/// <summary>
/// Finds the fields of an ELF file as far as it can be understood; after mutations that may be not at all. Offsets and widths are those
/// of Elf64_Ehdr, Elf64_Shdr, Elf64_Sym and Elf64_Rela (System V gABI, chapter 4).
/// </summary>
internal static class ElfFields
{
    /// <summary>Size of a section header.</summary>
    public const int HeaderSize = 64;

    private const int TableOffset = 0x28, CountOffset = 0x3C;
    private const int SymbolTable = 2, Relocations = 4, Group = 17, Indices = 18;

    private static readonly FileField[] FileHeader =
        [new(4, 1), new(5, 1), new(6, 1), new(7, 1), new(16, 2), new(18, 2), new(20, 4), new(40, 8), new(52, 2), new(58, 2), new(60, 2), new(62, 2)];

    private static readonly FileField[] SectionHeader =
        [new(0, 4), new(4, 4), new(8, 8), new(16, 8), new(24, 8), new(32, 8), new(40, 4), new(44, 4), new(48, 8), new(56, 8)];

    private static readonly FileField[] Symbol = [new(0, 4), new(4, 1), new(5, 1), new(6, 2), new(8, 8), new(16, 8)];

    private static readonly FileField[] Relocation = [new(0, 8), new(8, 4), new(12, 4), new(16, 8)];

    /// <summary>Whether a file looks like ELF.</summary>
    public static bool IsElf(ReadOnlySpan<byte> file) => file.Length > HeaderSize && file.StartsWith("\x7F"u8) && file[1..].StartsWith("ELF"u8);

    /// <summary>How many section headers there are; 0 if they do not lie in the file.</summary>
    public static int SectionCount(ReadOnlySpan<byte> file)
    {
        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(file[TableOffset..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[CountOffset..]);
        return table <= (ulong)file.Length && (ulong)count * HeaderSize <= (ulong)file.Length - table ? count : 0;
    }

    /// <summary>Where a section's header lies.</summary>
    public static long HeaderOf(ReadOnlySpan<byte> file, int section) =>
        BinaryPrimitives.ReadInt64LittleEndian(file[TableOffset..]) + ((long)section * HeaderSize);

    /// <summary>Where a section's content lies; empty if not in the file.</summary>
    public static (int Start, int Size) ContentOf(ReadOnlySpan<byte> file, int section)
    {
        var header = file[(int)HeaderOf(file, section)..];
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), size = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        return start <= (ulong)file.Length && size <= (ulong)file.Length - start ? ((int)start, (int)size) : default;
    }

    /// <summary>Chooses a field: of the header, of a section's header, or of what a table's section holds.</summary>
    public static FileField Choose(ReadOnlySpan<byte> file, Random random)
    {
        int count = SectionCount(file);
        if (count == 0 || random.Next(12) == 0)
            return FileHeader[random.Next(FileHeader.Length)];
        int section = random.Next(count);
        long header = HeaderOf(file, section);
        var (start, size) = ContentOf(file, section);
        uint type = BinaryPrimitives.ReadUInt32LittleEndian(file[(int)(header + 4)..]);
        var content = type switch
        {
            SymbolTable => InTable(Symbol, 24, start, size, random),
            Relocations => InTable(Relocation, 24, start, size, random),
            Group or Indices => InTable([new(0, 4)], 4, start, size, random),
            _ => InTable([new(0, 1)], 1, start, size, random),
        };
        bool isTable = type is SymbolTable or Relocations or Group or Indices;
        if (content is not null && random.Next(isTable ? 4 : 8) != 0 == isTable)
            return content.Value;
        var field = SectionHeader[random.Next(SectionHeader.Length)];
        return field with { Offset = header + field.Offset };
    }

    private static FileField? InTable(FileField[] fields, int entrySize, int start, int size, Random random)
    {
        if (size < entrySize)
            return null;
        var field = fields[random.Next(fields.Length)];
        return field with { Offset = start + ((long)random.Next(size / entrySize) * entrySize) + field.Offset };
    }
}
