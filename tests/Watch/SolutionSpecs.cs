using Graft.Tests.Sdk;

namespace Graft.Tests.Watch;

/// <summary>A watch takes what of a solution is Graft's.</summary>
[Collection(SdkFixture.Collection)]
public sealed class SolutionSpecs(SdkFixture sdk)
{
    private const string Module = """
        <Project Sdk="Graft.Sdk">
          <PropertyGroup><GraftRuntime>app</GraftRuntime></PropertyGroup>
          <ItemGroup><CSource Include="../shared/*.c" /></ItemGroup>
        </Project>
        """;

    [Fact(Timeout = 180_000)]
    public async Task All_modules_of_a_solution_are_watched_and_other_projects_are_not_built()
    {
        var folder = new ProjectFolder(sdk)
            .With("all.slnx", """
                <Solution>
                  <Project Path="a/a.irproj" Type="{13B669BE-BB05-4DDF-9536-439F39A36129}" />
                  <Project Path="b/b.irproj" Type="{13B669BE-BB05-4DDF-9536-439F39A36129}" />
                  <Project Path="app/app.csproj" />
                </Solution>
                """)
            .With("a/a.irproj", Module).With("a/a.c", "int b(void);\nint a(void) { return b() + 1; }\n").With("shared/shared.c", "static int shared(void) { return 1; }\n")
            .With("b/b.irproj", Module.Replace("<CSource Include=\"../shared/*.c\" />", "", StringComparison.Ordinal)).With("b/b.c", "int b(void) { return 10; }\n")
            .With("app/app.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>\n")
            .With("app/broken.cs", "class {");
        await using var watch = WatchScene.Start(folder);
        await watch.ExpectAsync(@"Started: watching \./all\.slnx");
        await watch.ExpectAsync("Waiting for runtime 'app'");
        var app = await watch.StartRuntimeAsync("app");
        await watch.ExpectAsync("a: .* added");
        await watch.ExpectAsync("b: .* added");
        Assert.Equal("11", await app.CallAsync("a"));

        watch.Save("b/b.c", "int b(void) { return 20; }\n");
        await watch.ExpectAsync("b: 1 function patched");
        watch.Save("a/a.c", "int b(void);\nint a(void) { return b() + 2; }\n");
        await watch.ExpectAsync("a: 1 function patched");
        Assert.Equal("22", await app.CallAsync("a"));

        watch.Save("shared/new.c", "int added(void) { return 3; }\n");
        await watch.ExpectAsync(@"File added: \./shared/new\.c");
        await watch.ExpectAsync("a: 1 function added");
        Assert.Equal("3", await app.CallAsync("added"));
        Assert.DoesNotContain("nothing changed", watch.Transcript, StringComparison.Ordinal);
        watch.Press('\x12');
        await watch.ExpectAsync(@"a, b: nothing changed in \d+ ms \(runtime app, generation \d+\)$");
        Assert.False(Directory.Exists(watch.Folder.PathOf("app/obj")), watch.Transcript);
        Assert.DoesNotContain("error", watch.Transcript, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_edit_of_what_two_modules_read_is_one_generation()
    {
        string Reader(string name) => $"#include \"../size.h\"\nint {name}(void) {{ return SIZE; }}\n";
        var folder = new ProjectFolder(sdk)
            .With("all.slnx", """<Solution><Project Path="a/a.irproj" Type="{13B669BE-BB05-4DDF-9536-439F39A36129}" /><Project Path="b/b.irproj" Type="{13B669BE-BB05-4DDF-9536-439F39A36129}" /></Solution>""")
            .With("a/a.irproj", """<Project Sdk="Graft.Sdk" />""").With("a/a.c", Reader("a"))
            .With("b/b.irproj", """<Project Sdk="Graft.Sdk" />""").With("b/b.c", Reader("b"))
            .With("size.h", "#define SIZE 1\n");
        await using var watch = WatchScene.Start(folder, "--runtime", "app");
        await watch.ExpectAsync("Waiting for runtime 'app'");
        var app = await watch.StartRuntimeAsync("app");
        await watch.ExpectAsync(@"a: 1 function added .* generation 1\)");
        await watch.ExpectAsync(@"b: 1 function added .* generation 1\)");
        watch.Save("size.h", "#define SIZE 2\n");
        await watch.ExpectAsync(@"a: 1 function patched .* generation 2\)");
        await watch.ExpectAsync(@"b: 1 function patched .* generation 2\)");
        Assert.Equal(("2", "2"), (await app.CallAsync("a"), await app.CallAsync("b")));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_watched_is_a_usage_error()
    {
        await using var watch = WatchScene.Start(new ProjectFolder(sdk).With("empty/readme.txt", ""), "empty");
        await watch.ExpectAsync("error GRAFT6001: .*empty' has no solution and no .irproj project; name one");
        await watch.Process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, watch.Process.ExitCode);
    }
}
