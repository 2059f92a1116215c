using Graft.Client;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Graft.Tasks;

/// <summary>
/// Writes down all that a later build of the module needs if nothing but contents of files changes, and what to watch to
/// know that: so <c>graft watch</c> builds and loads without MSBuild. Asks no engine host.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class GraftRecord : GraftModuleTask
{
    /// <summary>Folder for the record.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>Name of the runtime that the project is built for; empty for none.</summary>
    public string Runtime { get; set; } = "";

    /// <summary>The modules that are searched for what this one wants, after itself; empty for all.</summary>
    public string[] LinkOrder { get; set; } = [];

    /// <summary>Whether sections that no symbol which other modules see needs are left out.</summary>
    public bool GcSections { get; set; }

    /// <summary>What callers may see of a patch while it takes effect: <c>immediate</c> or <c>synced</c>.</summary>
    public string Consistency { get; set; } = "";

    /// <summary>How many seconds a synced patch waits for threads to come to their sync points; 0 for the default.</summary>
    public double SyncLimit { get; set; }

    /// <summary>Folders that the build writes to: nothing in there is an input.</summary>
    public string[] OutputFolders { get; set; } = [];

    /// <summary>Folders with files that projects import and nobody edits: those of the SDK and of packages.</summary>
    public string[] ToolFolders { get; set; } = [];

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken cancellationToken)
    {
        var build = Request();
        var load = new LoadModuleRequest(Runtime, Module, [build.Archive])
        {
            GcSections = GcSections,
            LinkOrder = LinkOrder.Length > 0 ? LinkOrder : null,
            Sources = UnitSource.Of(build),
        }.WithTerms(Consistency, SyncLimit);
        string[] outputs = [.. OutputFolders.Select(Absolute)];
        var properties = (BuildEngine as IBuildEngine6)?.GetGlobalProperties();
        using var shape = ProjectShape.Evaluate(Absolute(Project), properties);
        new ModuleRecord(Absolute(Project), Absolute(EngineAssembly), UseHost, build, load)
        {
            Globs = shape.Globs("IR", "CSource"),
            ProjectFiles = shape.Files([.. outputs, .. ToolFolders.Where(folder => folder.Length > 0).Select(Absolute)]),
            OutputFolders = outputs,
        }.Write(Absolute(Folder));
        return Task.CompletedTask;
    }
}
