namespace Graft.Tests.Sdk;

/// <summary>The main job: a build changes a program that runs.</summary>
[Collection(SdkFixture.Collection)]
public sealed class PatchSpecs(SdkFixture sdk) : IDisposable
{
    private const string Runtime = "-p:GraftRuntime=app";
    private readonly ProjectFolder _folder = new ProjectFolder(sdk)
        .With("geometry/geometry.irproj", """<Project Sdk="Graft.Sdk" />""")
        .With("geometry/area.c", Source(added: 1))
        .With("app/app.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Graft.Runtime" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """)
        .With("app/Program.cs", """
            // Calls the module's function once for each line that it reads.
            using var runtime = Graft.Runtime.Create("app");
            var area = runtime.GetFunction<Area>("area");
            System.Console.WriteLine("ready");
            while (System.Console.ReadLine() is not null)
                System.Console.WriteLine(area());

            delegate int Area();
            """);

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_build_loads_a_module_into_a_running_program_and_the_next_one_replaces_what_changed()
    {
        (await _folder.BuildAsync("app")).ShouldSucceed();
        using var app = new RunningApp(_folder, "app/bin/Debug/net10.0/app.dll");
        Assert.Equal("ready", await app.ReadLineAsync());

        var load = (await _folder.BuildAsync("geometry", Runtime)).ShouldSucceed();
        Assert.Matches(@"geometry: \d+ functions? added, generation 1, \d+ ms", load.Output);
        Assert.Equal("101", await app.CallAsync());
        Assert.Equal("102", await app.CallAsync());

        var same = (await _folder.BuildAsync("geometry", Runtime)).ShouldSucceed();
        Assert.True(same.Skipped("GraftCompileModule"));
        Assert.Matches(@"geometry: nothing changed, generation 1, \d+ ms", same.Output);

        _folder.With("geometry/area.c", Source(added: 10));
        var patch = (await _folder.BuildAsync("geometry", Runtime)).ShouldSucceed();
        Assert.Matches(@"geometry: 1 function patched, generation 2, \d+ ms", patch.Output);
        Assert.Equal("112", await app.CallAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_module_whose_symbols_are_not_all_there_waits_and_the_build_says_for_what()
    {
        _folder.With("geometry/area.c", "int missing(void);\nint area(void) { return missing(); }\n");
        (await _folder.BuildAsync("app")).ShouldSucceed();
        using var app = new RunningApp(_folder, "app/bin/Debug/net10.0/app.dll");
        Assert.Equal("ready", await app.ReadLineAsync());
        var load = (await _folder.BuildAsync("geometry", Runtime)).ShouldSucceed();
        Assert.Matches(@"geometry: 1 function added, waits for missing, generation 1, \d+ ms", load.Output);
        var again = (await _folder.BuildAsync("geometry", Runtime)).ShouldSucceed();
        Assert.Matches(@"geometry: nothing changed, waits for missing, generation 1, \d+ ms", again.Output);
        var ordered = await _folder.BuildAsync("geometry", Runtime, "-p:GraftLinkOrder=geometry");
        Assert.Contains("error GRAFT4020: module geometry was loaded without a link order", ordered.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_running_program_refuses_is_a_warning_with_its_place_and_an_error_if_that_is_wanted()
    {
        (await _folder.BuildAsync("app")).ShouldSucceed();
        using var app = new RunningApp(_folder, "app/bin/Debug/net10.0/app.dll");
        Assert.Equal("ready", await app.ReadLineAsync());
        (await _folder.BuildAsync("geometry", Runtime)).ShouldSucceed();
        Assert.Equal("101", await app.CallAsync());

        _folder.With("geometry/area.c", Source(added: 1).Replace("static int count", "\nstatic long count", StringComparison.Ordinal));
        var refused = (await _folder.BuildAsync("geometry", Runtime)).ShouldSucceed();
        var warning = Assert.Single(refused.Warnings);
        Assert.Equal(("GRAFT4005", _folder.PathOf("geometry/area.c"), 2), (warning.Code, warning.File, warning.LineNumber));
        Assert.Contains("geometry: refused, runtime app goes on with what it has", refused.Output, StringComparison.Ordinal);
        Assert.Equal("102", await app.CallAsync());

        var error = Assert.Single((await _folder.BuildAsync("geometry", Runtime, "-p:GraftRefusedIsError=true")).ShouldFail().Errors);
        Assert.Equal("GRAFT4005", error.Code);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_build_without_a_runtime_says_what_one_would_make_of_the_edits()
    {
        (await _folder.BuildAsync("geometry")).ShouldSucceed();
        _folder.With("geometry/area.c", Source(added: 2).Replace("static int count", "static long count", StringComparison.Ordinal));
        var build = (await _folder.BuildAsync("geometry", "-v:normal")).ShouldSucceed();
        Assert.Empty(build.Warnings);
        Assert.Contains("GRAFT4005: 'count' changes from 4 bytes (i32) to 8 bytes (i64): a program that runs this module refuses the edit", build.Output, StringComparison.Ordinal);
        Assert.Contains("GRAFT4034: 'area' has its new code from the next call on", build.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_that_names_a_runtime_builds_without_it_and_a_command_line_that_does_fails()
    {
        _folder.With("geometry/geometry.irproj", """<Project Sdk="Graft.Sdk"><PropertyGroup><GraftRuntime>app</GraftRuntime></PropertyGroup></Project>""");
        var named = (await _folder.BuildAsync("geometry")).ShouldSucceed();
        Assert.Contains("geometry: built, not loaded: runtime app is not running", named.Output, StringComparison.Ordinal);
        Assert.Empty(named.Warnings);

        var asked = Assert.Single((await _folder.BuildAsync("geometry", Runtime)).ShouldFail().Errors);
        Assert.Equal("GRAFT4001", asked.Code);
        Assert.EndsWith("start it with 'graft run --name app', or start the program that creates it", asked.Message, StringComparison.Ordinal);
        (await _folder.BuildAsync("geometry", "-p:GraftRuntimeIsRequired=true")).ShouldFail();
    }

    private static string Source(int added) => $$"""
        static int count = 100;
        int area(void) {
            count += {{added}};
            return count;
        }
        """;
}
