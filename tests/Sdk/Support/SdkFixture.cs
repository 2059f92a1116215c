using System.Reflection;

namespace Graft.Tests.Sdk;

/// <summary>
/// The packages as a user would get them: packed once per test run into a feed of their own, with a package folder and
/// sockets of their own, all in one temporary folder.
/// </summary>
public sealed class SdkFixture : IAsyncLifetime
{
    /// <summary>The collection of all tests that build projects: one after the other, since a build uses all cores itself.</summary>
    public const string Collection = "projects built with the packed SDK";

    /// <summary>Short, since sockets lie below it.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("gs").FullName;

    public string Feed => Path.Combine(Root, "feed");

    /// <summary>The folder of the source tree.</summary>
    public static string Tree { get; } = SourceTree.Root;

    public static string Configuration { get; } =
        typeof(SdkFixture).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public async Task InitializeAsync()
    {
        foreach (string project in new[] { "Sdk", "Runtime", "Cli" })
        {
            var pack = await DotnetCommand.RunAsync(
                Tree, new Dictionary<string, string?>(),
                ["pack", Path.Combine("src", project), "--no-build", "-c", Configuration, "-o", Feed, "-v", "quiet"]);
            Assert.True(pack.ExitCode == 0, pack.Output);
        }

        File.WriteAllText(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(Root, "packages")}" /></config>
              <packageSources><clear /><add key="feed" value="{Feed}" /></packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(Root, "global.json"), """{ "msbuild-sdks": { "Graft.Sdk": "0.1.0" } }""");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }
}

[CollectionDefinition(SdkFixture.Collection)]
public sealed class SdkCollection : ICollectionFixture<SdkFixture>;
