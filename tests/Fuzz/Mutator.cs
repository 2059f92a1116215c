using System.Buffers.Binary;

namespace Graft.Fuzz;

/// <summary>
/// Damages files: mostly single fields that it knows, with values at the edges of what they may mean; sometimes whole entries or
/// stretches of bytes. All follows from the random numbers given.
/// </summary>
/// <param name="seeds">Files to take stretches from.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds)
{
    private const int ArchiveHeaderSize = 60;

    /// <summary>Fields of an archive member's header (ar.h): name, date, user, group, mode, size, end.</summary>
    private static readonly (int Offset, int Width)[] ArchiveHeader = [(0, 16), (16, 12), (28, 6), (34, 6), (40, 8), (48, 10), (58, 2)];

    private static readonly string[] ArchiveValues =
        ["0", "-1", "1", "", "9999999999", "/", "//", "/0", "/18", "/99999999", "#1/20", "#1/0", "#1/4294967295", "__.SYMDEF", "/SYM64/", "60`", "x/"];

    /// <summary>A damaged copy.</summary>
    public byte[] Mutate(byte[] file, Random random)
    {
        byte[] result = [.. file];
        int times = 1 << random.Next(5); // One change alone finds what many at once hide, and the other way round.
        for (int i = 0; i < times && result.Length > 0; i++)
            result = MutateOnce(result, random);
        return result;
    }

    private byte[] MutateOnce(byte[] file, Random random)
    {
        bool isElf = ElfFields.IsElf(file);
        switch (random.Next(20))
        {
            case 0:
                return file[..random.Next(file.Length)];
            case 1:
                file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
            case 2:
                return Splice(file, random);
            case 3:
                Fill(file, random);
                return file;
            case 4 when isElf:
                SwapEntries(file, random);
                return file;
            case 5 when isElf:
                UseExtendedNumbers(file);
                return file;
            default:
                if (isElf)
                    Set(file, ElfFields.Choose(file, random), random);
                else if (file.AsSpan().StartsWith("!<"u8))
                    MutateArchive(file, random);
                else
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                return file;
        }
    }

    private static void Set(byte[] file, FileField field, Random random)
    {
        if (field.Offset < 0 || field.Offset + field.Width > file.Length)
            return;
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        file.AsSpan((int)field.Offset, field.Width).CopyTo(value);
        BinaryPrimitives.WriteUInt64LittleEndian(value, Edge(BinaryPrimitives.ReadUInt64LittleEndian(value), file, random));
        value[..field.Width].CopyTo(file.AsSpan((int)field.Offset));
    }

    /// <summary>A value that is likely to be handled badly.</summary>
    private static ulong Edge(ulong old, byte[] file, Random random) => random.Next(12) switch
    {
        0 => 0,
        1 => ulong.MaxValue - (ulong)random.Next(3),
        2 => (1ul << random.Next(64)) - (ulong)random.Next(2),
        3 => (ulong)file.Length - (ulong)random.Next(3) + 1,
        4 => old + (ulong)random.Next(1, 9),
        5 => old - (ulong)random.Next(1, 9),
        6 => (ulong)Math.Max(0, (ElfFields.IsElf(file) ? ElfFields.SectionCount(file) : 0) - random.Next(3) + 1),
        7 => 0xff00u + (ulong)random.Next(256),
        8 => old ^ (1ul << random.Next(64)),
        9 => (ulong)random.Next(64),
        10 => (ulong)long.MaxValue - (ulong)random.Next(2),
        _ => (ulong)random.NextInt64(),
    };

    private byte[] Splice(byte[] file, Random random)
    {
        byte[] other = seeds[random.Next(seeds.Count)];
        int length = random.Next(1, Math.Min(other.Length, 4096)), from = random.Next(other.Length - length), at = random.Next(file.Length);
        var stretch = other.AsSpan(from, length);
        if (random.Next(2) == 0)
            return [.. file.AsSpan(0, at), .. stretch, .. file.AsSpan(at)];
        stretch[..Math.Min(length, file.Length - at)].CopyTo(file.AsSpan(at));
        return file;
    }

    private static void Fill(byte[] file, Random random)
    {
        int at = random.Next(file.Length);
        file.AsSpan(at, Math.Min(random.Next(1, 200), file.Length - at)).Fill((byte)(random.Next(2) == 0 ? 0 : random.Next(256)));
    }

    /// <summary>Exchanges two section headers, or two stretches of a section that may be entries of its table.</summary>
    private static void SwapEntries(byte[] file, Random random)
    {
        int count = ElfFields.SectionCount(file);
        if (count < 2)
            return;
        int first = random.Next(count), second = random.Next(count);
        if (random.Next(2) == 0)
        {
            Swap(file, ElfFields.HeaderOf(file, first), ElfFields.HeaderOf(file, second), ElfFields.HeaderSize);
            return;
        }

        const int EntrySize = 24;
        var (start, size) = ElfFields.ContentOf(file, first);
        if (size >= EntrySize)
            Swap(file, start + (random.Next(size / EntrySize) * EntrySize), start + (random.Next(size / EntrySize) * EntrySize), EntrySize);
    }

    private static void Swap(byte[] file, long first, long second, int size)
    {
        byte[] kept = file.AsSpan((int)first, size).ToArray();
        file.AsSpan((int)second, size).CopyTo(file.AsSpan((int)first));
        kept.CopyTo(file.AsSpan((int)second));
    }

    /// <summary>Says the number of sections and the names' section as objects with more than 65,279 sections do.</summary>
    private static void UseExtendedNumbers(byte[] file)
    {
        int count = ElfFields.SectionCount(file);
        if (count == 0)
            return;
        var first = file.AsSpan((int)ElfFields.HeaderOf(file, 0), ElfFields.HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(first[32..], (ulong)count);
        BinaryPrimitives.WriteUInt32LittleEndian(first[40..], BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(62)));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(60), 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(62), 0xffff);
    }

    /// <summary>Changes a member's header, the symbol table's numbers, or an object inside.</summary>
    private static void MutateArchive(byte[] file, Random random)
    {
        List<int> headers = [];
        for (int at = file.AsSpan().IndexOf("`\n"u8); at >= 0;)
        {
            if (at >= ArchiveHeaderSize - 2)
                headers.Add(at - ArchiveHeaderSize + 2);
            int next = file.AsSpan(at + 2).IndexOf("`\n"u8);
            at = next < 0 ? -1 : at + 2 + next;
        }

        if (headers.Count == 0)
            return;
        int header = headers[random.Next(headers.Count)];
        if (random.Next(3) == 0)
        {
            Set(file, new(header + ArchiveHeaderSize + (4 * random.Next(32)), 4), random);
            return;
        }

        var (offset, width) = ArchiveHeader[random.Next(ArchiveHeader.Length)];
        var field = file.AsSpan(header + offset, width);
        field.Fill((byte)' ');
        string value = ArchiveValues[random.Next(ArchiveValues.Length)];
        System.Text.Encoding.ASCII.GetBytes(value.AsSpan(0, Math.Min(value.Length, width)), field);
    }
}
