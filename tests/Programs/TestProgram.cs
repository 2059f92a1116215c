namespace Graft.Tests.Programs;

/// <summary>A program of this folder: a file, or a folder whose <c>main</c> comes first and whose folders are archives.</summary>
internal sealed class TestProgram
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests", "Programs");

    /// <summary>Finds a program by its name below the folder, without ending.</summary>
    public TestProgram(string name)
    {
        Name = name;
        string folder = Path.Combine(Folder, name);
        if (Directory.Exists(folder))
        {
            Sources = SourcesIn(folder);
            Archives = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)];
        }
        else
        {
            Sources = [folder + (name.StartsWith("cpp/", StringComparison.Ordinal) ? ".cpp" : ".c")];
        }

        Header = ProgramHeader.Read(Sources[0]);
    }

    /// <summary>Its name: language and corner.</summary>
    public string Name { get; }

    /// <summary>Its files, the one with <c>main</c> first.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>Folders of files that become archives, in link order.</summary>
    public IReadOnlyList<string> Archives { get; } = [];

    /// <summary>What the main file says.</summary>
    public ProgramHeader Header { get; }

    /// <summary>All programs of a language.</summary>
    public static TheoryData<string> All(string language)
    {
        var names = new TheoryData<string>();
        foreach (string path in Directory.GetFileSystemEntries(Path.Combine(Folder, language)).Order(StringComparer.Ordinal))
            names.Add($"{language}/{Path.GetFileNameWithoutExtension(path)}");
        return names;
    }

    /// <summary>The C and C++ files of a folder, <c>main</c> first.</summary>
    public static IReadOnlyList<string> SourcesIn(string folder) =>
    [
        .. Directory.GetFiles(folder)
            .Where(path => Path.GetExtension(path) is ".c" or ".cpp")
            .OrderBy(path => Path.GetFileNameWithoutExtension(path) != "main").ThenBy(path => path, StringComparer.Ordinal),
    ];
}
