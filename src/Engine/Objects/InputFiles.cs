using Graft.Engine.Objects.Archive;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>Finds the objects in a module's input files: objects as they are, archives with all their members.</summary>
public static class InputFiles
{
    /// <summary>
    /// Loads files into memory. What a file is follows from its content, not from its name. Two objects of one name
    /// become units <c>a.o</c> and <c>a.o#2</c>, in the order given.
    /// </summary>
    /// <param name="paths">Objects and archives.</param>
    /// <param name="diagnostics">Gets what cannot be read.</param>
    /// <returns>The objects that could be loaded, in order; not yet read.</returns>
    public static IReadOnlyList<ObjectInput> Load(IEnumerable<string> paths, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(diagnostics);
        List<ObjectInput> inputs = [];
        Dictionary<string, int> timesSeen = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            if (ReadFile(path, diagnostics) is not { } bytes)
                continue;
            if (!ArchiveReader.IsArchive(bytes))
            {
                inputs.Add(new ObjectInput(UniqueName(Path.GetFileName(path), timesSeen), bytes, path));
                continue;
            }

            foreach (var member in ArchiveReader.Read(path, bytes, diagnostics))
                inputs.Add(new ObjectInput(UniqueName(member.Name, timesSeen), member.Bytes, $"{path}({member.Name})"));
        }

        return inputs;
    }

    private static byte[]? ReadFile(string path, DiagnosticBag diagnostics)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            diagnostics.Add(DiagnosticCatalog.FileAccess.At($"the input cannot be read: {e.Message}", path));
            return null;
        }
    }

    private static string UniqueName(string name, Dictionary<string, int> timesSeen)
    {
        int count = timesSeen[name] = timesSeen.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}#{count}";
    }
}
