using Graft.Engine.Objects.Archive;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A file of the user's: an object, or an archive of objects.</summary>
internal sealed class InputFile
{
    private readonly string _path;
    private readonly UnitContents? _object;

    /// <summary>What the object is, if it was read at once, under a name that is still to be made its own.</summary>
    private readonly ObjectUnit? _unit;

    private InputFile(string path, UnitContents content, ObjectUnit? unit = null) => (_path, _object, _unit) = (path, content, unit);

    private InputFile(string path, ArchiveFile archive) => (_path, Archive) = (path, archive);

    /// <summary>The archive that it is; null if it is an object.</summary>
    public ArchiveFile? Archive { get; }

    /// <summary>Opens a file; null if it cannot be used, which is then among the diagnostics.</summary>
    public static InputFile? TryOpen(string path, FileMemory? memory, DiagnosticBag diagnostics)
    {
        if (memory is { ForgetsFiles: true })
            return TryOpenForAWhile(path, memory, diagnostics);
        if (ReadFile(path, path, memory, diagnostics) is not { } bytes)
            return null;
        return ArchiveReader.IsArchive(bytes.Span) ? new(path, ArchiveReader.Read(path, bytes, diagnostics)) : new(path, new UnitContents(bytes));
    }

    /// <summary>The object that the file is.</summary>
    public ObjectInput ToObject(UnitNames names)
    {
        string name = names.MakeUnique(Path.GetFileName(_path));
        return new(name, _object!, _path) { Unit = _unit?.Name == name ? _unit : _unit?.WithName(name) };
    }

    /// <summary>Reads an object while its file is in memory. An archive stays there: nobody knows yet which members will be used.</summary>
    private static InputFile? TryOpenForAWhile(string path, FileMemory memory, DiagnosticBag diagnostics)
    {
        try
        {
            var content = memory.Open(path);
            if (ArchiveReader.IsArchive(content.All.Span))
                return new(path, ArchiveReader.Read(path, content.All, diagnostics));
            var unit = ObjectReader.Read(new ObjectInput(Path.GetFileName(path), content, path), memory.Units, diagnostics);
            content.Release();
            return unit is null ? null : new(path, content, unit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            diagnostics.Add(Unreadable(path, e));
            return null;
        }
    }

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
            diagnostics.Add(Unreadable(place, e));
            return null;
        }
    }

    private static Diagnostic Unreadable(string place, Exception e) => DiagnosticCatalog.FileAccess.At($"the input cannot be read: {e.Message}", place);
}
