using Graft.Tests.Compile;
using Graft.Tests.Sdk;

namespace Graft.Tests.Watch;

/// <summary>Files that come, go and are half written while somebody looks.</summary>
[Collection(SdkFixture.Collection)]
public sealed class UnsteadyFileSpecs(SdkFixture sdk)
{
    private const string Project = """<Project Sdk="Graft.Sdk"><PropertyGroup><GraftRuntime>app</GraftRuntime></PropertyGroup></Project>""";

    [Fact(Timeout = 120_000)]
    public async Task What_is_saved_again_while_it_compiles_is_neither_loaded_nor_complained_about_half_written()
    {
        var folder = Folder("int area(void) { return 1; }\n").With("m/Directory.Build.props", "<Project><PropertyGroup><GraftClang>$(MSBuildThisFileDirectory)clang.sh</GraftClang></PropertyGroup></Project>");
        string hold = folder.PathOf("m/hold"), held = folder.PathOf("m/held"), source = folder.PathOf("m/area.c");
        WriteGatedClang(folder.PathOf("m/clang.sh"), hold, held);
        await using var watch = WatchScene.Start(folder, "m");
        var app = await LoadedAsync(watch);

        await File.WriteAllTextAsync(hold, "");
        await File.WriteAllTextAsync(source, "int area(void) { return 2; }\n");
        await WaitForAsync(held);
        await File.WriteAllTextAsync(source, "int area(void) { retu");
        await File.WriteAllTextAsync(hold, "");
        File.Delete(held);
        await WaitForAsync(held);
        await File.WriteAllTextAsync(source, "int area(void) { return 3; }\n");
        File.Delete(held);

        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("3", await app.CallAsync("area"));
        Assert.DoesNotContain("error", watch.Transcript, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_happens_to_files_and_projects_while_MSBuild_runs_is_not_lost()
    {
        string gated = Project.Replace("</Project>", """
            <Target Name="Gate" BeforeTargets="GraftCollectInputs" Condition="Exists('hold')">
              <Exec Command="mv hold held; while [ -e held ]; do sleep 0.02; done" />
            </Target></Project>
            """, StringComparison.Ordinal);
        await using var watch = WatchScene.Start(Folder("int area(void) { return 1; }\n").With("m/m.irproj", gated), "m");
        var app = await LoadedAsync(watch);
        string hold = watch.Folder.PathOf("m/hold"), held = watch.Folder.PathOf("m/held"), more = watch.Folder.PathOf("m/more.c");

        await File.WriteAllTextAsync(hold, "");
        await File.WriteAllTextAsync(more, "int more(void) { return 1; }\n");
        await WaitForAsync(held);
        File.Delete(more);
        File.Delete(held);
        await watch.ExpectAsync(@"File deleted: \./m/more\.c");
        await watch.ExpectAsync("Building");
        watch.Save("m/area.c", "int area(void) { return 2; }\n");
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("2", await app.CallAsync("area"));

        await File.WriteAllTextAsync(hold, "");
        watch.Press('\x12');
        await WaitForAsync(held);
        watch.Save("m/m.irproj", gated.Replace("</PropertyGroup>", "<GraftDefines>area=region</GraftDefines></PropertyGroup>", StringComparison.Ordinal));
        File.Delete(held);
        await watch.ExpectAsync("m: 1 function added");
        Assert.Equal("2", await app.CallAsync("region"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_folder_that_goes_and_comes_back_is_watched_again()
    {
        var folder = Folder("int area(void) { return 1; }\n").With("all.slnx", """<Solution><Project Path="in/m/m.irproj" Type="{13B669BE-BB05-4DDF-9536-439F39A36129}" /></Solution>""");
        Directory.CreateDirectory(folder.PathOf("in"));
        Directory.Move(folder.PathOf("m"), folder.PathOf("in/m"));
        await using var watch = WatchScene.Start(folder);
        var app = await LoadedAsync(watch);
        Directory.Delete(watch.Folder.PathOf("in/m"), recursive: true);
        await watch.ExpectAsync(@"File deleted: \./in/m/area\.c");
        await watch.ExpectAsync("Waiting for a file to change before building again");
        watch.Save("in/m/m.irproj", Project);
        watch.Save("in/m/area.c", "int area(void) { return 2; }\n");
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("2", await app.CallAsync("area"));
        watch.Save("in/m/area.c", "int area(void) { return 3; }\n");
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("3", await app.CallAsync("area"));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_an_editor_makes_and_removes_beside_a_source_with_an_error_is_nobodys_business()
    {
        await using var watch = WatchScene.Start(Folder("int area(void) { return 1; }\n"), "m");
        var app = await LoadedAsync(watch);
        watch.Save("m/area.c", "int area(void) { return }\n");
        await watch.ExpectAsync("error GRAFT1006");
        await watch.ExpectAsync("m: not built");
        await watch.ExpectAsync("Waiting for a file to change before building again");
        string temporary = watch.Folder.PathOf("m/sedX1Y2Z3");
        await File.WriteAllTextAsync(temporary, "int area(void) { return 2; }\n");
        File.Move(temporary, watch.Folder.PathOf("m/area.c"), overwrite: true);
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("2", await app.CallAsync("area"));
        Assert.DoesNotContain("sedX1Y2Z3", watch.Transcript, StringComparison.Ordinal);
    }

    // A compiler that waits, before it reads the source, while somebody holds it.
    private static void WriteGatedClang(string path, string hold, string held)
    {
        File.WriteAllText(path, $"""
            #!/bin/sh
            case "$*" in *area.c*)
                if mv '{hold}' '{held}' 2>/dev/null; then
                    while [ -e '{held}' ]; do sleep 0.02; done
                fi;;
            esac
            exec {InstalledLlvm.Tool("clang")} "$@"
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task WaitForAsync(string path)
    {
        while (!File.Exists(path))
            await Task.Delay(10);
    }

    private static async Task<RunningRuntime> LoadedAsync(WatchScene watch)
    {
        await watch.ExpectAsync("Waiting for runtime 'app' to start before loading into it");
        var app = await watch.StartRuntimeAsync("app");
        await watch.ExpectAsync("m: 1 function added");
        Assert.Equal("1", await app.CallAsync("area"));
        return app;
    }

    private ProjectFolder Folder(string source) => new ProjectFolder(sdk).With("m/m.irproj", Project).With("m/area.c", source);
}
