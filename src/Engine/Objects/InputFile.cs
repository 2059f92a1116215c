using System.IO.Hashing;
using Graft.Engine.Objects.Archive;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A file of the user's: an object, or an archive of objects.</summary>
internal sealed class InputFile
{
    private readonly string _path;
    private readonly ReadOnlyMemory<byte> _bytes;

    private readonly UInt128? _digest;

    private InputFile(string path, ReadOnlyMemory<byte> bytes, ArchiveFile? archive)
    {
        _path = path;
        _bytes = bytes;
        Archive = archive;
        _digest = archive is null ? XxHash128.HashToUInt128(bytes.Span) : null;
    }

    /// <summary>The archive that it is; null if it is an object.</summary>
    public ArchiveFile? Archive { get; }

    /// <summary>Opens a file; null if it cannot be read, which is then among the diagnostics.</summary>
    public static InputFile? TryOpen(string path, FileMemory? memory, DiagnosticBag diagnostics) =>
        ReadFile(path, path, memory, diagnostics) is { } bytes
            ? new(path, bytes, ArchiveReader.IsArchive(bytes.Span) ? ArchiveReader.Read(path, bytes, diagnostics) : null)
            : null;

    /// <summary>The object that the file is.</summary>
    public ObjectInput ToObject(UnitNames names) => new(names.MakeUnique(Path.GetFileName(_path)), _bytes, _path, _digest);

    /// <summary>Loads a member of an archive; null if its file cannot be read, which is then among the diagnostics.</summary>
    public static ObjectInput? TryLoad(ArchiveFile archive, in ArchiveMember member, UnitNames names, DiagnosticBag diagnostics)
    {
        string place = $"{archive.Path}({member.Name})";
        if (member.File is not { } file)
            return new(names.MakeUnique(member.Name), member.Bytes, place);
        return ReadFile(file, place, null, diagnostics) is { } bytes ? new(names.MakeUnique(member.Name), bytes, place) : null;
    }

    private static ReadOnlyMemory<byte>? ReadFile(string path, string place, FileMemory? memory, DiagnosticBag diagnostics)
    {
        try
        {
            return memory?.Read(path) ?? File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            diagnostics.Add(DiagnosticCatalog.FileAccess.At($"the input cannot be read: {e.Message}", place));
            return null;
        }
    }
}
