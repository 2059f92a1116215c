using System.Text.Json;
using Graft.Tests.Sdk;

namespace Graft.Tests.Watch;

/// <summary>What an edit leads to that a running program cannot take.</summary>
[Collection(SdkFixture.Collection)]
public sealed class RestartSpecs(SdkFixture sdk)
{
    private const string Int = "int count = 1;\nint area(void) { return ++count; }\n";
    private const string Long = "long count = 1;\nint area(void) { return ++count; }\n";

    private static readonly string Dummy = Path.Combine(AppContext.BaseDirectory, "Graft.Dummy.dll");
    private static readonly string Cli = Path.Combine(AppContext.BaseDirectory, "graft.dll");

    [Fact(Timeout = 120_000)]
    public async Task A_program_that_the_watch_started_is_restarted_when_the_user_says_so()
    {
        await using var watch = WatchScene.Start(Folder(), "m", "--runtime", "app", "--", "dotnet", Dummy, "runtime", "app", "fail");
        int first = await StartedAsync(watch);
        await watch.ExpectAsync("m: 1 function added");
        watch.Save("m/area.c", Long);
        await watch.ExpectAsync("error GRAFT4005: 'count'");
        await watch.ExpectAsync(@"Restart needed: .* alive in app. Restart\? Yes \(y\) / No \(n\) / Always \(a\) / Never \(v\)");
        watch.Press('x');
        watch.Press('y');
        int second = await StartedAsync(watch);
        Assert.NotEqual(first, second);
        await watch.ExpectAsync(@"m: 1 function added in \d+ ms \(runtime app, generation 1\)");

        watch.Save("m/area.c", Int);
        await watch.ExpectAsync("Restart needed");
        watch.Press('a');
        await StartedAsync(watch);
        await watch.ExpectAsync("m: 1 function added");
        watch.Save("m/area.c", Long);
        await watch.ExpectAsync("error GRAFT4005: 'count'");
        await StartedAsync(watch);
        await watch.ExpectAsync("m: 1 function added");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_program_that_is_started_by_another_one_ends_with_it_and_nobody_complains()
    {
        // As `dotnet run` does: the runtime's process is a child of what was started. A shell does not pass signals on.
        await using var watch = WatchScene.Start(Folder(), "m", "--runtime", "app", "--", "sh", "-c", $"dotnet {Dummy} runtime app fail; exit 0");
        int first = await StartedAsync(watch);
        await watch.ExpectAsync("m: 1 function added");
        watch.Save("m/area.c", Long);
        await watch.ExpectAsync("Restart needed");
        watch.Press('y');
        int second = await StartedAsync(watch);
        await watch.ExpectAsync(@"m: 1 function added in \d+ ms \(runtime app, generation 1\)");
        Assert.False(IsRunning(first));
        watch.Press('\x12');
        await StartedAsync(watch);
        await watch.ExpectAsync("m: 1 function added");
        Assert.False(IsRunning(second));
        string[] noise = ["GRAFT4001", "GRAFT4002", "GRAFT6001", "Exited", "asked to end"];
        Assert.All(noise, word => Assert.DoesNotContain(word, watch.Transcript, StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_question_is_withdrawn_when_the_edit_is_taken_back()
    {
        await using var watch = WatchScene.Start(Folder(), "m", "--runtime", "app");
        await watch.ExpectAsync("Waiting for runtime 'app'");
        var app = await watch.StartRuntimeAsync("app");
        await watch.ExpectAsync("m: 1 function added");
        Assert.Equal("2", await app.CallAsync("area"));
        watch.Save("m/area.c", Long);
        await watch.ExpectAsync("Restart needed");
        watch.Save("m/area.c", Int);
        await watch.ExpectAsync("m: .* generation 1");
        watch.Press('y');
        watch.Save("m/area.c", Int.Replace("++count", "count += 10", StringComparison.Ordinal));
        await watch.ExpectAsync("m: 1 function patched");
        Assert.Equal("12", await app.CallAsync("area"));
        Assert.DoesNotContain("asked to end", watch.Transcript, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_runtime_of_somebody_else_is_asked_to_end_and_gets_the_edit_when_it_is_back()
    {
        await using var watch = WatchScene.Start(Folder(), "m", "--runtime", "app", "--restart", "always");
        await watch.ExpectAsync("Waiting for runtime 'app'");
        await watch.StartProgramAsync(Cli, "run", "--name", "app");
        await watch.ExpectAsync("m: 1 function added");
        watch.Save("m/area.c", Long);
        await watch.ExpectAsync("runtime 'app' was asked to end; start it again, and it gets the newest code");
        await watch.ExpectAsync("Waiting for runtime 'app'");
        await watch.StartProgramAsync(Cli, "run", "--name", "app");
        await watch.ExpectAsync("m: 1 function added");
    }

    [Fact(Timeout = 120_000)]
    public async Task Nobody_is_asked_without_keys_and_what_was_said_is_there_as_JSON()
    {
        await using var watch = WatchScene.Start(Folder(), "m", "--runtime", "app", "--non-interactive", "--json");
        await watch.ExpectAsync("\"event\":\"Waiting\"");
        await watch.StartRuntimeAsync("app");
        using var patched = JsonDocument.Parse((await watch.ExpectAsync("^{\"event\":\"Patched\".*$")).Value);
        Assert.Equal(("m", "app", 1), (Text(patched, "module"), Text(patched, "runtime"), patched.RootElement.GetProperty("load").GetProperty("added").GetInt32()));
        watch.Save("m/area.c", Long);
        using var refused = JsonDocument.Parse((await watch.ExpectAsync("^{\"event\":\"Refused\".*$")).Value);
        Assert.Equal("GRAFT4005", refused.RootElement.GetProperty("load").GetProperty("diagnostics")[0].GetProperty("code").GetString());
        using var restart = JsonDocument.Parse((await watch.ExpectAsync("^{\"event\":\"Restart\".*$")).Value);
        Assert.Contains("a runtime that is restarted gets it", Text(restart, "message"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_build_that_fails_is_there_as_JSON_with_what_the_compiler_said()
    {
        await using var watch = WatchScene.Start(Folder().With("m/area.c", "int area(void) { return }\n"), "m", "--non-interactive", "--json");
        using var failed = JsonDocument.Parse((await watch.ExpectAsync("^{\"event\":\"Failed\".*$")).Value);
        var diagnostic = failed.RootElement.GetProperty("diagnostics")[0];
        Assert.Equal(("m", "GRAFT1006", 1), (Text(failed, "module"), diagnostic.GetProperty("code").GetString(), diagnostic.GetProperty("line").GetInt32()));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_program_that_ends_by_itself_is_started_again_with_the_next_edit()
    {
        await using var watch = WatchScene.Start(Folder(), "m", "--", "sh", "-c", "exit 3");
        await watch.ExpectAsync("m: built; no runtime holds it");
        await watch.ExpectAsync("Exited with code 3: sh");
        await watch.ExpectAsync("Waiting for a file to change before starting it again");
        watch.Save("m/area.c", Long);
        await watch.ExpectAsync("Started sh -c exit 3, process ");
        await watch.ExpectAsync("Exited with code 3: sh");
    }

    private static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString();

    private static bool IsRunning(int processId)
    {
        string stat = $"/proc/{processId}/stat";
        return File.Exists(stat) && !File.ReadAllText(stat).Contains(") Z", StringComparison.Ordinal);
    }

    private static async Task<int> StartedAsync(WatchScene watch)
    {
        var started = await watch.ExpectAsync("runtime 'app' is running, process ([0-9]+)");
        return int.Parse(started.Groups[1].ValueSpan, null);
    }

    private ProjectFolder Folder() => new ProjectFolder(sdk).With("m/m.irproj", """<Project Sdk="Graft.Sdk" />""").With("m/area.c", Int);
}
