using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static Graft.Engine.Objects.Archive.ArchiveFormat;

namespace Graft.Engine.Objects.Archive;

/// <summary>
/// Writes archives in the GNU form with a symbol index, as <c>ar rcsD</c> does: no times, owners or modes, so that the
/// same members always give the same bytes. Up to 4 GiB.
/// </summary>
public static class ArchiveWriter
{
    /// <summary>Writes an archive of the given objects, in the given order.</summary>
    /// <param name="units">The objects; their global definitions make the symbol index.</param>
    /// <param name="contents">The object files, index by index.</param>
    public static byte[] Write(IReadOnlyList<ObjectUnit> units, IReadOnlyList<ReadOnlyMemory<byte>> contents)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentOutOfRangeException.ThrowIfNotEqual(contents.Count, units.Count);
        var longNames = new StringBuilder();
        string[] fields = [.. units.Select(unit => NameField(unit.Name, longNames))];
        byte[] names = Encoding.UTF8.GetBytes(longNames.ToString());
        if (names.Length % 2 != 0)
            names = [.. names, (byte)'\n'];
        var (indexSize, symbolCount) = MeasureIndex(units);

        // Where each member's header goes: the index before them holds these offsets.
        long position = Magic.Length + (symbolCount == 0 ? 0 : MemberSize(indexSize)) + (names.Length == 0 ? 0 : MemberSize(names.Length));
        var offsets = new uint[units.Count];
        for (int i = 0; i < units.Count; i++)
        {
            offsets[i] = checked((uint)position);
            position += MemberSize(contents[i].Length);
        }

        byte[] archive = new byte[position];
        var rest = archive.AsSpan();
        Take(ref rest, Magic.Length, Magic);
        if (symbolCount > 0)
            WriteIndex(WriteHeader(ref rest, SymbolIndex, indexSize), units, offsets, symbolCount);
        if (names.Length > 0)
            names.CopyTo(WriteHeader(ref rest, LongNames, names.Length));
        for (int i = 0; i < units.Count; i++)
            contents[i].Span.CopyTo(WriteHeader(ref rest, fields[i], contents[i].Length));
        return archive;
    }

    private static int MemberSize(int size) => HeaderSize + size + (size & 1);

    private static string NameField(string name, StringBuilder longNames)
    {
        if (name.Length < NameSize && Ascii.IsValid(name) && !name.Contains('/', StringComparison.Ordinal))
            return name + "/";
        string field = string.Create(CultureInfo.InvariantCulture, $"/{Encoding.UTF8.GetByteCount(longNames.ToString())}");
        longNames.Append(name.Replace('/', '_')).Append("/\n");
        return field;
    }

    private static bool IsIndexed(in ObjectSymbol symbol) =>
        symbol is { IsDefined: true, Scope: not ObjectSymbolScope.Local, Name.IsEmpty: false };

    private static (int Size, int Count) MeasureIndex(IReadOnlyList<ObjectUnit> units)
    {
        int size = sizeof(uint), count = 0;
        foreach (var unit in units)
        {
            foreach (ref readonly var symbol in unit.Symbols.AsSpan())
            {
                if (!IsIndexed(symbol))
                    continue;
                count++;
                size += sizeof(uint) + symbol.Name.Length + 1;
            }
        }

        return (size + (size & 1), count);
    }

    private static void WriteIndex(Span<byte> content, IReadOnlyList<ObjectUnit> units, uint[] offsets, int count)
    {
        BinaryPrimitives.WriteUInt32BigEndian(content, (uint)count);
        var places = content[sizeof(uint)..];
        var names = places[(count * sizeof(uint))..];
        for (int i = 0; i < units.Count; i++)
        {
            foreach (ref readonly var symbol in units[i].Symbols.AsSpan())
            {
                if (!IsIndexed(symbol))
                    continue;
                BinaryPrimitives.WriteUInt32BigEndian(places, offsets[i]);
                places = places[sizeof(uint)..];
                symbol.Name.Span.CopyTo(names);
                names = names[(symbol.Name.Length + 1)..];
            }
        }
    }

    /// <summary>Writes a member's header and pads its end; returns the room for its content.</summary>
    private static Span<byte> WriteHeader(ref Span<byte> rest, string name, int size)
    {
        // Times, owners and modes are always these; the table of names has none.
        string attributes = name switch
        {
            LongNames => "",
            SymbolIndex => "0           0     0     0",
            _ => "0           0     0     644",
        };
        string header = string.Create(CultureInfo.InvariantCulture, $"{name,-16}{attributes,-32}{size,-10}`\n");
        Encoding.UTF8.GetBytes(header, Take(ref rest, HeaderSize, default));
        var content = Take(ref rest, size, default);
        if ((size & 1) != 0)
            Take(ref rest, 1, "\n"u8);
        return content;
    }

    private static Span<byte> Take(ref Span<byte> rest, int size, ReadOnlySpan<byte> content)
    {
        var taken = rest[..size];
        content.CopyTo(taken);
        rest = rest[size..];
        return taken;
    }
}
