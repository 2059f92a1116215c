namespace Graft.Tests.Sdk;

/// <summary>
/// A folder with projects and an engine host of its own. Disposing ends the host and removes the folder.
/// </summary>
public sealed class ProjectFolder : IDisposable
{
    private static int _count;
    private readonly SdkFixture _sdk;
    private int _logs;

    public ProjectFolder(SdkFixture sdk)
    {
        _sdk = sdk;
        Folder = Directory.CreateDirectory(Path.Combine(sdk.Root, $"p{Interlocked.Increment(ref _count)}")).FullName;
        Processes = new(Path.Combine(Folder, "h"));
    }

    public string Folder { get; }

    /// <summary>Engine hosts and compile workers that builds in this folder started.</summary>
    public EngineProcesses Processes { get; }

    /// <summary>More variables of the environment that commands run in.</summary>
    public Dictionary<string, string?> Variables { get; } = [];

    public string PathOf(string relative) => Path.Combine(Folder, relative);

    public ProjectFolder With(string relative, string content)
    {
        string path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return this;
    }

    /// <summary>A module named <c>geometry</c> with two inputs.</summary>
    public ProjectFolder WithGeometry() => this
        .With("geometry/geometry.irproj", """<Project Sdk="Graft.Sdk" />""")
        .With("geometry/area.ll", Ir.Constant("area", 1))
        .With("geometry/shapes/circle.ll", Ir.Constant("circle", 2));

    /// <summary>Runs <c>dotnet build</c>; the project or solution stands first in the arguments.</summary>
    public Task<BuildOutcome> BuildAsync(params string[] arguments) => BuildAsync(CancellationToken.None, arguments);

    public async Task<BuildOutcome> BuildAsync(CancellationToken interrupt, params string[] arguments)
    {
        string log = PathOf($"{++_logs}.binlog");
        var result = await RunAsync(["build", .. arguments, $"-bl:{log}", "-nologo"], interrupt);
        return new(result.ExitCode, result.Output, log);
    }

    public Task<DotnetResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken interrupt = default) =>
        DotnetCommand.RunAsync(
            Folder, new Dictionary<string, string?>(Variables) { ["GRAFT_HOME"] = Processes.Home, ["GRAFT_HOST_IDLE_SECONDS"] = "120" },
            arguments, interrupt);

    public void Dispose()
    {
        Processes.EndAll();
        Directory.Delete(Folder, recursive: true);
    }
}
