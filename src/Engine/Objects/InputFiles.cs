using Graft.Engine.Collections;
using Graft.Engine.Objects.Archive;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>Finds the objects in a module's input files. What a file is follows from its content, not from its name.</summary>
public static class InputFiles
{
    /// <summary>
    /// Loads objects as they are and archives with all their members. Two objects of one name become units <c>a.o</c> and
    /// <c>a.o#2</c>, in the order given.
    /// </summary>
    /// <param name="paths">Objects and archives.</param>
    /// <param name="diagnostics">Gets what cannot be read.</param>
    /// <param name="memory">Where to read the files to, which must live as long as the objects; null for memory of their own.</param>
    /// <returns>The objects that could be loaded, in order; not yet read.</returns>
    public static IReadOnlyList<ObjectInput> Load(IEnumerable<string> paths, DiagnosticBag diagnostics, FileMemory? memory = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return LoadAll(OpenAll(paths, memory, diagnostics), diagnostics);
    }

    /// <summary>
    /// Loads objects as they are, and of archives those members that define what others want, in the order in which ld.lld
    /// comes upon them. The order of archives among the inputs does not matter, but of two that define a symbol the
    /// first is used. Archives alone, when no symbol is asked for, give all their members.
    /// </summary>
    /// <param name="paths">Objects and archives.</param>
    /// <param name="roots">Symbols that are wanted besides those that the objects want.</param>
    /// <param name="diagnostics">Gets what cannot be read.</param>
    /// <param name="memory">Where to read the files to, which must live as long as the objects; null for memory of their own.</param>
    /// <returns>The objects, in order.</returns>
    public static IReadOnlyList<ObjectInput> LoadNeeded(
        IEnumerable<string> paths, IReadOnlyList<string> roots, DiagnosticBag diagnostics, FileMemory? memory = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var files = OpenAll(paths, memory, diagnostics);
        bool isAllOrNothing = !files.Exists(file => file.Archive is not null)
            || (roots.Count == 0 && files.TrueForAll(file => file.Archive is not null));
        return isAllOrNothing
            ? LoadAll(files, diagnostics)
            : MemberSearch.Run(files, roots, diagnostics);
    }

    private static List<InputFile> OpenAll(IEnumerable<string> paths, FileMemory? memory, DiagnosticBag diagnostics) =>
        InOrder.Do<string, InputFile>([.. paths], (path, own) => InputFile.TryOpen(path, memory, own), diagnostics);

    private static List<ObjectInput> LoadAll(List<InputFile> files, DiagnosticBag diagnostics)
    {
        List<ObjectInput> inputs = [];
        var names = new UnitNames();
        foreach (var file in files)
        {
            if (file.Archive is not { } archive)
            {
                inputs.Add(file.ToObject(names));
                continue;
            }

            foreach (var member in archive.Members)
            {
                if (InputFile.TryLoad(archive, member, names, diagnostics) is { } input)
                    inputs.Add(input);
            }
        }

        return inputs;
    }
}
