using System.IO.Compression;
using Graft.Tests.Sdk;

namespace Graft.Tests.Packaging;

/// <summary>What lies in the packages.</summary>
[Collection(SdkFixture.Collection)]
public sealed class PackageSpecs(SdkFixture sdk)
{
    [Fact]
    public void The_sdk_holds_what_msbuild_imports_the_tasks_and_the_engine()
    {
        var files = Files("Graft.Sdk");
        string[] expected =
        [
            "Sdk/Sdk.props", "Sdk/Sdk.targets", "Sdk/Graft.Compile.targets", "tools/Graft.Tasks.dll", "tools/StreamJsonRpc.dll",
            "tools/engine/Graft.Engine.dll", "tools/engine/Graft.Engine.runtimeconfig.json", "tools/engine/StreamJsonRpc.dll", "README.md",
        ];
        Assert.Empty(expected.Except(files));
        Assert.DoesNotContain(files, file => file.StartsWith("lib/", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tasks_bring_nothing_native_no_engine_and_no_copy_of_msbuild()
    {
        var tools = Files("Graft.Sdk").Where(file => file.StartsWith("tools/", StringComparison.Ordinal) && file.Count(c => c == '/') == 1);
        Assert.All(tools, file => Assert.EndsWith(".dll", file, StringComparison.Ordinal));
        Assert.DoesNotContain(tools, file => Path.GetFileName(file).StartsWith("Microsoft.Build.", StringComparison.Ordinal));
        Assert.DoesNotContain("tools/Graft.Engine.dll", tools);
    }

    [Fact]
    public void The_runtime_brings_the_messages_that_it_speaks()
    {
        var files = Files("Graft.Runtime");
        Assert.Contains("lib/net10.0/Graft.Runtime.dll", files);
        Assert.Contains("lib/net10.0/Graft.Protocol.dll", files);
    }

    [Fact]
    public void The_command_line_is_a_dotnet_tool_with_its_engine_beside_it()
    {
        var files = Files("Graft.Cli");
        string[] expected = ["DotnetToolSettings.xml", "graft.dll", "Graft.Engine.dll", "Graft.Engine.runtimeconfig.json", "Graft.Runtime.dll"];
        Assert.Empty(expected.Select(file => $"tools/net10.0/any/{file}").Except(files));
    }

    private List<string> Files(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(sdk.Feed, $"{package}.0.1.0.nupkg"));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
