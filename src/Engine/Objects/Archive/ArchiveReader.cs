using System.Buffers.Text;
using System.Text;
using Graft.Protocol;
using static Graft.Engine.Objects.Archive.ArchiveFormat;

namespace Graft.Engine.Objects.Archive;

/// <summary>Reads archives as GNU ar, BSD ar and llvm-ar write them, thin ones too. Never throws on bad bytes.</summary>
public static class ArchiveReader
{
    /// <summary>Whether a file begins as an archive, whole or thin.</summary>
    public static bool IsArchive(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic) || bytes.StartsWith(ThinMagic);

    /// <summary>Reads an archive's members, in its order, and where its symbol index lies.</summary>
    /// <param name="path">The archive's file: what a thin archive's members are relative to.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="diagnostics">Gets the first damage.</param>
    /// <returns>The archive, with the members up to the first damage.</returns>
    public static ArchiveFile Read(string path, ReadOnlyMemory<byte> bytes, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var archive = new ArchiveFile(path);
        var file = bytes.Span;
        bool isThin = file.StartsWith(ThinMagic);
        ReadOnlySpan<byte> longNames = default;
        int position = Magic.Length;
        while (position < file.Length)
        {
            if (!TryReadHeader(file[position..], out string field, out int size))
                return Stop($"the member header at 0x{position:x} is malformed or truncated");
            int start = position + HeaderSize;
            bool isTable = field is SymbolIndex or SymbolIndex64 or LongNames;
            int held = isThin && !isTable ? 0 : size;
            if (held > file.Length - start)
                return Stop($"the member '{field}' at 0x{position:x} is truncated");
            var content = bytes.Slice(start, held);
            if (field == LongNames)
                longNames = content.Span;
            else if (isTable)
                archive.SetIndex(field, content);
            else if (!TryGetName(field, longNames, ref content, out string name))
                return Stop($"the member at 0x{position:x} has the malformed name '{field}'");
            else if (name is BsdIndex or BsdSortedIndex)
                archive.SetIndex(name, content);
            else
                archive.Add(MakeMember(archive, name, position, content, isThin));
            position = start + held + (held & 1);
        }

        return archive;

        ArchiveFile Stop(string message)
        {
            diagnostics.Add(DiagnosticCatalog.CorruptArchive.At($"{message}; make the archive again", path));
            return archive;
        }
    }

    private static ArchiveMember MakeMember(ArchiveFile archive, string name, int offset, ReadOnlyMemory<byte> content, bool isThin) =>
        isThin
            ? new(Path.GetFileName(name), offset, default, Path.Combine(Path.GetDirectoryName(archive.Path) ?? "", name))
            : new(name, offset, content, null);

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out string field, out int size)
    {
        (field, size) = ("", 0);
        if (bytes.Length < HeaderSize || !bytes[EndOffset..].StartsWith(HeaderEnd))
            return false;
        field = Encoding.UTF8.GetString(bytes[..NameSize]).TrimEnd(' ');
        var digits = bytes.Slice(SizeOffset, SizeSize).TrimEnd((byte)' ');
        return Utf8Parser.TryParse(digits, out size, out int used) && used == digits.Length && size >= 0;
    }

    /// <summary>Short names end with '/', long ones are "/offset" (GNU) or "#1/length" with the name before the content (BSD).</summary>
    private static bool TryGetName(string field, ReadOnlySpan<byte> longNames, ref ReadOnlyMemory<byte> content, out string name)
    {
        name = "";
        if (field.StartsWith("#1/", StringComparison.Ordinal))
        {
            if (!int.TryParse(field.AsSpan(3), out int length) || length < 0 || length > content.Length)
                return false;
            name = Encoding.UTF8.GetString(content.Span[..length].TrimEnd((byte)0));
            content = content[length..];
        }
        else if (field.StartsWith('/'))
        {
            if (!int.TryParse(field.AsSpan(1), out int offset) || offset < 0 || offset >= longNames.Length)
                return false;
            int end = longNames[offset..].IndexOf((byte)'\n');
            if (end < 1)
                return false;
            name = Encoding.UTF8.GetString(longNames.Slice(offset, end)).TrimEnd('/');
        }
        else
        {
            name = field.EndsWith('/') ? field[..^1] : field;
        }

        return name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal);
    }
}
