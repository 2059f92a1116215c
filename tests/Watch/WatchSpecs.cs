using System.Diagnostics;
using System.Globalization;
using Graft.Tests.Sdk;

namespace Graft.Tests.Watch;

/// <summary>An edit reaches a running program by itself.</summary>
[Collection(SdkFixture.Collection)]
public sealed class WatchSpecs(SdkFixture sdk)
{
    private const string Project = """
        <Project Sdk="Graft.Sdk">
          <PropertyGroup><GraftRuntime>app</GraftRuntime></PropertyGroup>
        </Project>
        """;

    [Fact(Timeout = 120_000)]
    public async Task Whatever_way_an_editor_saves_it_is_one_edit()
    {
        await using var watch = Watch();
        var app = await LoadedAsync(watch);
        int value = 1;
        foreach (var how in Enum.GetValues<EditorSave>())
        {
            how.Save(watch.Folder.PathOf("m/area.c"), Area(++value));
            await watch.ExpectAsync(@"File changed: \./m/area\.c");
            await watch.ExpectAsync($@"m: 1 function patched in \d+ ms \(runtime app, generation {value}\)");
            Assert.Equal(value.ToString(CultureInfo.InvariantCulture), await app.CallAsync("area"));
        }

        Assert.DoesNotContain("File added", watch.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("File deleted", watch.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("error", watch.Transcript, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task After_fifty_quick_saves_the_program_has_the_last_one()
    {
        await using var watch = Watch();
        var app = await LoadedAsync(watch);
        for (int i = 2; i <= 51; i++)
            EditorSave.TemporaryAndRename.Save(watch.Folder.PathOf("m/area.c"), Area(i));
        string? now;
        do
        {
            await watch.ExpectAsync("function patched in");
            now = await app.CallAsync("area");
        }
        while (now != "51");

        EditorSave.InPlace.Save(watch.Folder.PathOf("m/area.c"), Area(100));
        await watch.ExpectAsync("function patched in");
        Assert.Equal("100", await app.CallAsync("area"));
        int builds = watch.Transcript.Split("function patched in").Length - 1;
        Assert.InRange(builds, 2, 30);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_error_is_told_with_its_place_and_the_mended_source_is_loaded()
    {
        await using var watch = Watch();
        var app = await LoadedAsync(watch);
        watch.Save("m/area.c", "int area(void) {\n    return 2\n}\n");
        await watch.ExpectAsync(@"/m/area\.c\(2,13\): error GRAFT1006: expected ';' after return statement$");
        await watch.ExpectAsync("Waiting for a file to change before building again");
        Assert.Equal("1", await app.CallAsync("area"));
        watch.Save("m/area.c", Area(2));
        await watch.ExpectAsync("m: 1 function patched in");
        Assert.Equal("2", await app.CallAsync("area"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_header_is_an_input_also_of_a_source_that_never_compiled()
    {
        var folder = Folder().With("m/area.c", "#include \"size.h\"\nint area(void) { return SIZE; }\n").With("m/size.h", "#define SIZE )\n");
        await using var watch = WatchScene.Start(folder, "m");
        await watch.ExpectAsync("Waiting for a file to change before building again");
        var app = await watch.StartRuntimeAsync("app");
        await watch.ExpectAsync("runtime 'app' is running");
        watch.Save("m/size.h", "#define SIZE 5\n");
        await watch.ExpectAsync("m: 1 function added");
        Assert.Equal("5", await app.CallAsync("area"));
        watch.Save("m/size.h", "#define SIZE 6\n");
        await watch.ExpectAsync(@"File changed: \./m/size\.h");
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("6", await app.CallAsync("area"));
    }

    [Fact(Timeout = 120_000)]
    public async Task New_and_removed_files_and_changed_projects_are_built_by_MSBuild()
    {
        await using var watch = Watch();
        var app = await LoadedAsync(watch);
        watch.Save("m/more/side.c", "int side(void) { return 7; }\n");
        await watch.ExpectAsync(@"File added: \./m/more/side\.c");
        await watch.ExpectAsync("m: 1 function added");
        Assert.Equal("7", await app.CallAsync("side"));

        watch.Save("m/m.irproj", Project.Replace("</PropertyGroup>", "<GraftDefines>SIZE=9</GraftDefines></PropertyGroup>", StringComparison.Ordinal));
        await watch.ExpectAsync(@"File changed: \./m/m\.irproj");
        await watch.ExpectAsync(@"m: .* \(runtime app");
        watch.Save("m/area.c", "int area(void) { return SIZE; }\n");
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("9", await app.CallAsync("area"));

        Directory.Delete(watch.Folder.PathOf("m/more"), recursive: true);
        await watch.ExpectAsync(@"File deleted: \./m/more/side\.c");
        await watch.ExpectAsync(@"m: .* \(runtime app");
        Assert.False(File.Exists(watch.Folder.PathOf("m/obj/Debug/objects/m/more/side.c.o")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_project_that_is_broken_for_a_while_does_not_end_the_watch()
    {
        await using var watch = Watch();
        var app = await LoadedAsync(watch);
        watch.Save("m/m.irproj", "<Project Sdk=");
        await watch.ExpectAsync(@"m\.irproj\(.*\): error MSB");
        await watch.ExpectAsync("Waiting for a file to change before building again");
        watch.Save("m/m.irproj", Project);
        await watch.ExpectAsync("Building");
        await watch.ExpectAsync(@"m: .* \(runtime app");
        watch.Save("m/area.c", Area(2));
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("2", await app.CallAsync("area"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_runtime_that_is_restarted_gets_the_newest_state()
    {
        await using var watch = Watch();
        var first = await LoadedAsync(watch);
        watch.Save("m/area.c", Area(2));
        await watch.ExpectAsync("m: 1 function patched");
        await first.KillAsync();
        await watch.ExpectAsync("Waiting for runtime 'app' to start");
        watch.Save("m/area.c", Area(3));
        await watch.ExpectAsync("File changed");
        var second = await watch.StartRuntimeAsync("app");
        await watch.ExpectAsync(@"m: 1 function added in \d+ ms \(runtime app, generation 1\)");
        Assert.Equal("3", await second.CallAsync("area"));
        watch.Save("m/area.c", Area(4));
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("4", await second.CallAsync("area"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_host_that_is_killed_is_started_again()
    {
        await using var watch = Watch();
        var app = await LoadedAsync(watch);
        int host = Assert.Single(watch.Folder.Processes.Hosts());
        EngineProcesses.Kill(host);
        watch.Save("m/area.c", Area(2));
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("2", await app.CallAsync("area"));
        Assert.NotEqual(host, Assert.Single(watch.Folder.Processes.Hosts()));
    }

    [Fact(Timeout = 120_000)]
    public async Task Every_runtime_that_is_named_is_patched()
    {
        await using var watch = WatchScene.Start(Folder(), "m", "--runtime", "one", "--runtime", "two");
        await watch.ExpectAsync("Waiting for runtime 'two' to start");
        var one = await watch.StartRuntimeAsync("one");
        await watch.ExpectAsync(@"function added .* \(runtime one");
        var two = await watch.StartRuntimeAsync("two");
        await watch.ExpectAsync(@"function added .* \(runtime two");
        watch.Save("m/area.c", Area(2));
        await watch.ExpectAsync("function patched");
        await watch.ExpectAsync("function patched");
        Assert.Equal(("2", "2"), (await one.CallAsync("area"), await two.CallAsync("area")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_save_that_changes_nothing_builds_nothing_and_control_R_builds_everything()
    {
        await using var watch = Watch();
        await LoadedAsync(watch);
        EditorSave.TemporaryAndRename.Save(watch.Folder.PathOf("m/area.c"), Area(1));
        watch.Press('\x12');
        await watch.ExpectAsync("Building");
        await watch.ExpectAsync(@"m: nothing changed .* \(runtime app, generation 1\)");
        Assert.DoesNotContain("File changed", watch.Transcript, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Control_C_ends_it_with_success()
    {
        await using var watch = Watch();
        await LoadedAsync(watch);
        using (var kill = Process.Start("kill", ["-INT", watch.Process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await watch.ExpectAsync("Ended");
        await watch.Process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, watch.Process.ExitCode);
    }

    private static string Area(int value) => $"int area(void) {{ return {value}; }}\n";

    private static async Task<RunningRuntime> LoadedAsync(WatchScene watch)
    {
        await watch.ExpectAsync("Waiting for runtime 'app' to start before loading into it");
        var app = await watch.StartRuntimeAsync("app");
        await watch.ExpectAsync(@"m: 1 function added in \d+ ms \(runtime app, generation 1\)");
        Assert.Equal("1", await app.CallAsync("area"));
        return app;
    }

    private ProjectFolder Folder() => new ProjectFolder(sdk).With("m/m.irproj", Project).With("m/area.c", Area(1));

    private WatchScene Watch() => WatchScene.Start(Folder(), "m");
}
