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

    private static string Source(int added) => $$"""
        static int count = 100;
        int area(void) {
            count += {{added}};
            return count;
        }
        """;
}
