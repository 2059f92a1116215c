using System.Buffers.Binary;
using Graft.Protocol;
using static Graft.Engine.Objects.Archive.ArchiveFormat;

namespace Graft.Engine.Objects.Archive;

/// <summary>Reads an archive's symbol index in each of its forms, see <see cref="ArchiveFormat"/>.</summary>
internal readonly struct ArchiveIndex(
    ReadOnlyMemory<byte> content, Dictionary<ulong, int> memberAt, ICollection<KeyValuePair<Utf8Name, int>> entries)
{
    /// <summary>Reads all entries; false at the first that makes no sense.</summary>
    /// <param name="form">The index member's name.</param>
    public bool TryRead(string form) => form switch
    {
        SymbolIndex => TryReadGnu(sizeof(uint)),
        SymbolIndex64 => TryReadGnu(sizeof(ulong)),
        _ => TryReadBsd(),
    };

    private bool TryReadGnu(int width)
    {
        var bytes = content.Span;
        if (bytes.Length < width)
            return false;
        ulong count = BigEndian(bytes, width);
        if (count > (ulong)((bytes.Length / width) - 1))
            return false;
        var names = content[(((int)count + 1) * width)..];
        for (int i = 1; i <= (int)count; i++)
        {
            int end = names.Span.IndexOf((byte)0);
            if (end < 0 || !TryAdd(names[..end], BigEndian(bytes[(i * width)..], width)))
                return false;
            names = names[(end + 1)..];
        }

        return true;
    }

    private bool TryReadBsd()
    {
        const int EntrySize = 2 * sizeof(uint);
        var rest = content;
        if (!TryTakeTable(ref rest, out var entryTable) || !TryTakeTable(ref rest, out var names) || entryTable.Length % EntrySize != 0)
            return false;
        for (var table = entryTable.Span; !table.IsEmpty; table = table[EntrySize..])
        {
            uint name = BinaryPrimitives.ReadUInt32LittleEndian(table);
            int length = name < (uint)names.Length ? names.Span[(int)name..].IndexOf((byte)0) : -1;
            if (length < 0 || !TryAdd(names.Slice((int)name, length), BinaryPrimitives.ReadUInt32LittleEndian(table[sizeof(uint)..])))
                return false;
        }

        return true;
    }

    private bool TryAdd(ReadOnlyMemory<byte> name, ulong offset)
    {
        if (name.IsEmpty || !memberAt.TryGetValue(offset, out int member))
            return false;
        entries.Add(new(new(name), member));
        return true;
    }

    private static bool TryTakeTable(ref ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> table)
    {
        table = default;
        if (bytes.Length < sizeof(uint))
            return false;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
        bytes = bytes[sizeof(uint)..];
        if (size > (uint)bytes.Length)
            return false;
        table = bytes[..(int)size];
        bytes = bytes[(int)size..];
        return true;
    }

    private static ulong BigEndian(ReadOnlySpan<byte> bytes, int width) => width == sizeof(uint)
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt64BigEndian(bytes);
}
