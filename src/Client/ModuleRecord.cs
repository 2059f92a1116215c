using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Graft.Client;

/// <summary>
/// How a project's module is built and loaded, as a build by MSBuild found it: as long as nothing but contents of files changes, the
/// same requests can be repeated without MSBuild. Immutable; all paths are absolute.
/// </summary>
/// <param name="Project">The project file.</param>
/// <param name="EngineAssembly">The engine that the project is built with.</param>
/// <param name="UseHost">Whether it is built by the user's shared host.</param>
/// <param name="Build">How it is built.</param>
/// <param name="Load">How it is loaded; an empty runtime if the project names none.</param>
public sealed record ModuleRecord(string Project, string EngineAssembly, bool UseHost, BuildModuleRequest Build, LoadModuleRequest Load)
{
    private const string Ending = ".module.json";

    /// <summary>The globs that its inputs come from: a new file that one of them means is a new input.</summary>
    public IReadOnlyList<InputGlob> Globs { get; init; } = [];

    /// <summary>The project file and those that it imports, without those of SDK and packages: a change may change everything.</summary>
    public IReadOnlyList<string> ProjectFiles { get; init; } = [];

    /// <summary>Folders that builds write to: nothing in there is an input.</summary>
    public IReadOnlyList<string> OutputFolders { get; init; } = [];

    /// <summary>Reads the records of a folder, by project.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<ModuleRecord> ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + Ending)
            .Select(file => JsonSerializer.Deserialize(File.ReadAllBytes(file), HostJson.Default.ModuleRecord)!)
            .OrderBy(record => record.Project, StringComparer.Ordinal),
    ];

    /// <summary>Writes the record into a folder, in place of an older one of the same project.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        string name = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(Project)).ToString("x16", null);
        File.WriteAllBytes(Path.Combine(folder, name + Ending), JsonSerializer.SerializeToUtf8Bytes(this, HostJson.Default.ModuleRecord));
    }
}

/// <summary>Which files an item of a project means, in MSBuild's syntax.</summary>
/// <param name="Folder">The folder that relative patterns begin at.</param>
/// <param name="Include">What is meant.</param>
/// <param name="Exclude">What of that is not.</param>
public sealed record InputGlob(string Folder, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude);
