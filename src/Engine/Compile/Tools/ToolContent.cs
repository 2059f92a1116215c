using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Hashing;

namespace Graft.Engine.Compile;

/// <summary>
/// What stands for the content of a tool in keys: the same on every machine that has the same build of it, whatever the file's times. Thread-safe.
/// </summary>
internal static class ToolContent
{
    // "ELF-64 Object File Format": file header, program header; "Notes": name size, descriptor size, type, name, descriptor.
    private const int FileHeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int NoteHeaderSize = 12;
    private const uint PT_NOTE = 4;
    private const uint NT_GNU_BUILD_ID = 3;

    // In bytes; notes of programs take some hundreds.
    private const int NoteLimit = 1 << 16;

    private static readonly ConcurrentDictionary<FileIdentity, UInt128> Known = new();

    /// <summary>
    /// Digest of the build ID that linkers write into programs and libraries; of the whole file if it has none.
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static UInt128 Of(FileIdentity file) => Known.GetOrAdd(file, static tool => Read(tool.Path));

    private static UInt128 Read(string path)
    {
        using var file = File.OpenRead(path);
        if (BuildId(file) is { Length: > 0 } id)
            return XxHash128.HashToUInt128(id);
        var hash = new XxHash128();
        file.Position = 0;
        hash.Append(file);
        return hash.GetCurrentHashAsUInt128();
    }

    private static byte[]? BuildId(FileStream file)
    {
        Span<byte> header = stackalloc byte[FileHeaderSize];
        if (file.ReadAtLeast(header, FileHeaderSize, throwOnEndOfStream: false) < FileHeaderSize || !header.StartsWith("\u007fELF\u0002\u0001"u8))
            return null;
        long offset = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        byte[] segments = ReadPart(file, offset, count * ProgramHeaderSize);
        for (int at = 0; at + ProgramHeaderSize <= segments.Length; at += ProgramHeaderSize)
        {
            var segment = segments.AsSpan(at, ProgramHeaderSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) != PT_NOTE)
                continue;
            long size = BinaryPrimitives.ReadInt64LittleEndian(segment[32..]);
            if (FindBuildId(ReadPart(file, BinaryPrimitives.ReadInt64LittleEndian(segment[8..]), size)) is { } id)
                return id;
        }

        return null;
    }

    private static byte[]? FindBuildId(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= NoteHeaderSize)
        {
            long nameEnd = NoteHeaderSize + Aligned(BinaryPrimitives.ReadUInt32LittleEndian(notes));
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]);
            if (nameEnd + Aligned(length) > notes.Length)
                return null;
            if (BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]) == NT_GNU_BUILD_ID && notes[NoteHeaderSize..].StartsWith("GNU\0"u8))
                return notes.Slice((int)nameEnd, (int)length).ToArray();
            notes = notes[(int)(nameEnd + Aligned(length))..];
        }

        return null;
    }

    /// <summary>Part of a file; nothing if that is not in the file or too large to be what it is taken for.</summary>
    private static byte[] ReadPart(FileStream file, long offset, long length)
    {
        if (offset < 0 || length is < 0 or > NoteLimit || offset > file.Length - length)
            return [];
        byte[] part = new byte[length];
        file.Position = offset;
        file.ReadExactly(part);
        return part;
    }

    private static long Aligned(uint size) => (size + 3L) & ~3L;
}
