using System.Buffers.Text;
using System.Text;
using Graft.Protocol;
using static Graft.Engine.Objects.Archive.ArchiveFormat;

namespace Graft.Engine.Objects.Archive;

/// <summary>Reads archives as GNU ar and llvm-ar write them. Never throws on bad bytes.</summary>
public static class ArchiveReader
{
    /// <summary>Whether a file begins as an archive, whole or thin.</summary>
    public static bool IsArchive(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic) || bytes.StartsWith(ThinMagic);

    /// <summary>Reads all members but the symbol index, in the archive's order.</summary>
    /// <returns>The members up to the first damage, which is then among the diagnostics.</returns>
    public static IReadOnlyList<ArchiveMember> Read(string path, ReadOnlyMemory<byte> bytes, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        List<ArchiveMember> members = [];
        var file = bytes.Span;
        if (file.StartsWith(ThinMagic))
        {
            diagnostics.Add(DiagnosticCatalog.UnsupportedObject.At(
                "this is a thin archive, which holds no objects; make it without 'T', or give the objects themselves", path));
            return members;
        }

        ReadOnlySpan<byte> longNames = default;
        int position = Magic.Length;
        while (position < file.Length)
        {
            if (!TryReadHeader(file[position..], out string field, out int size))
                return Stop($"the member header at 0x{position:x} is malformed or truncated");
            int start = position + HeaderSize;
            if (size > file.Length - start)
                return Stop($"the member '{field}' at 0x{position:x} is truncated");
            var content = bytes.Slice(start, size);
            if (field == LongNames)
                longNames = content.Span;
            else if (field is not (SymbolIndex or SymbolIndex64))
            {
                if (!TryGetName(field, longNames, ref content, out string name))
                    return Stop($"the member at 0x{position:x} has the malformed name '{field}'");
                if (name is not ("__.SYMDEF" or "__.SYMDEF SORTED")) // BSD's symbol index
                    members.Add(new(name, content));
            }

            position = start + size + (size & 1);
        }

        return members;

        List<ArchiveMember> Stop(string message)
        {
            diagnostics.Add(DiagnosticCatalog.CorruptArchive.At($"{message}; make the archive again", path));
            return members;
        }
    }

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

        return name.Length > 0;
    }
}
