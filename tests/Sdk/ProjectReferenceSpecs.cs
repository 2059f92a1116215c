namespace Graft.Tests.Sdk;

/// <summary>A module is a project among others: in solutions and as a reference.</summary>
[Collection(SdkFixture.Collection)]
public sealed class ProjectReferenceSpecs(SdkFixture sdk) : IDisposable
{
    private readonly ProjectFolder _folder = new ProjectFolder(sdk).WithGeometry();

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = 120_000)]
    [InlineData("-m")]
    [InlineData("-graph")]
    [InlineData("-mt")]
    public async Task A_csharp_project_that_refers_to_a_module_gets_its_archive_beside_its_own_output(string how)
    {
        _folder
            .With("app/app.csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <UseAppHost>false</UseAppHost>
                  </PropertyGroup>
                  <ItemGroup>
                    <ProjectReference Include="../geometry/geometry.irproj" />
                  </ItemGroup>
                </Project>
                """)
            .With("app/Program.cs", "System.Console.WriteLine(args.Length);");
        var build = (await _folder.BuildAsync("app", how)).ShouldSucceed();
        Assert.Empty(build.Warnings);
        Assert.True(File.Exists(_folder.PathOf("app/bin/Debug/net10.0/libgeometry.a")), build.Output);
        Assert.True((await _folder.BuildAsync("app", how)).ShouldSucceed().Skipped("GraftCompileModule"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_solution_takes_modules_and_builds_tests_packs_and_cleans_with_them()
    {
        _folder
            .With("second/second.irproj", """<Project Sdk="Graft.Sdk" />""")
            .With("second/second.ll", Ir.Constant("second", 2));
        foreach (string[] command in new[]
        {
            new[] { "new", "sln", "--format", "sln", "-n", "all" }, ["sln", "all.sln", "add", "geometry", "second"],
        })
        {
            var result = await _folder.RunAsync(command);
            Assert.True(result.ExitCode == 0, result.Output);
        }

        var build = (await _folder.BuildAsync("all.sln")).ShouldSucceed();
        Assert.Empty(build.Warnings);
        Assert.Equal(3, build.Compiled());
        Assert.True((await _folder.BuildAsync("all.sln")).ShouldSucceed().Skipped("GraftCompileModule"));
        foreach (string command in new[] { "test", "pack", "clean" })
        {
            var result = await _folder.RunAsync([command, "all.sln", "-nologo"]);
            Assert.True(result.ExitCode == 0, result.Output);
        }

        Assert.False(File.Exists(_folder.PathOf("second/bin/Debug/libsecond.a")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_reference_between_modules_orders_builds()
    {
        _folder
            .With("user/user.irproj", """
                <Project Sdk="Graft.Sdk">
                  <ItemGroup>
                    <ProjectReference Include="../geometry/geometry.irproj" />
                  </ItemGroup>
                </Project>
                """)
            .With("user/user.ll", Ir.Constant("user", 2));
        Assert.Equal(3, (await _folder.BuildAsync("user")).ShouldSucceed().Compiled());
        Assert.True(File.Exists(_folder.PathOf("geometry/bin/Debug/libgeometry.a")));
        Assert.False(File.Exists(_folder.PathOf("user/bin/Debug/libgeometry.a")));
    }
}
