using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>An edit is alive before the module's files are written; whatever happens in between, the files are right in the end.</summary>
public sealed class DeferredFilesSpecs : IDisposable
{
    private readonly TestHome _home = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-deferred").FullName;

    public void Dispose()
    {
        _home.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_be_written_is_loaded_nevertheless_and_told()
    {
        using var runtime = DummyProgram.Start(_home, "runtime", "r");
        Assert.Equal("ready", await runtime.StandardOutput.ReadLineAsync(TestHome.Limit));
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        var first = await BuildAsync(client, 1);
        Assert.Equal(1, (await LoadAsync(client, first)).Generation);

        File.Delete(first.Archive);
        Directory.CreateDirectory(first.Archive);
        var second = await BuildAsync(client, 2, defersFiles: true);
        var load = await LoadAsync(client, second);
        Assert.Equal((1, 2L), (load.Patched, load.Generation));
        var problem = Assert.Single((await client.FinishBuildAsync(second, TestHome.Limit)).Diagnostics);
        Assert.Equal(("GRAFT1005", second.Archive), (problem.Code, problem.File));

        Directory.Delete(second.Archive);
        Assert.Equal(await CleanAsync(client, 2), Outputs(await BuildAsync(client, 2)));
        runtime.StandardInput.Close();
        await runtime.WaitForExitAsync(TestHome.Limit);
    }

    [Fact(Timeout = 180_000)]
    public async Task Files_that_nobody_asks_for_are_written_soon()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await BuildAsync(client, 1);
        var clean = await CleanAsync(client, 2);
        var edited = await BuildAsync(client, 2, defersFiles: true);
        while (!Outputs(edited).Zip(clean).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            await Task.Delay(20, TestHome.Limit);
    }

    [Fact(Timeout = 180_000)]
    public async Task Builds_that_overtake_the_files_leave_those_of_the_last()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await BuildAsync(client, 1);
        for (int number = 2; number < 6; number++)
            await BuildAsync(client, number, defersFiles: true);
        var last = await BuildAsync(client, 6, defersFiles: true);
        Assert.Empty((await client.FinishBuildAsync(last, TestHome.Limit)).Diagnostics);
        Assert.Equal(await CleanAsync(client, 6), Outputs(last));
        Assert.Empty((await client.FinishBuildAsync(last, TestHome.Limit)).Diagnostics);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_host_that_is_killed_before_it_writes_leaves_files_that_are_built_anew()
    {
        await using (var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit))
        {
            await BuildAsync(client, 1);
            await BuildAsync(client, 2, defersFiles: true);
            TestHome.Kill(client.ProcessId);
        }

        await using var next = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        Assert.Equal(Outputs(await BuildAsync(next, 2)), await CleanAsync(next, 2));
    }

    private static async Task<LoadModuleResult> LoadAsync(HostClient client, BuildModuleRequest built)
    {
        var result = await client.LoadModuleAsync(new("r", built.Module, [built.Archive]), TestHome.Limit);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    private static byte[][] Outputs(BuildModuleRequest built) =>
        [.. new[] { built.Sources[0].ObjectPath, built.Archive, built.SymbolList }.Select(File.ReadAllBytes)];

    private Task<BuildModuleRequest> BuildAsync(HostClient client, int number, bool defersFiles = false) =>
        BuildAsync(client, "edited", number, defersFiles);

    private async Task<byte[][]> CleanAsync(HostClient client, int number)
    {
        string name = $"clean{number}";
        return Outputs(await BuildAsync(client, name, number, defersFiles: false));
    }

    private async Task<BuildModuleRequest> BuildAsync(HostClient client, string name, int number, bool defersFiles)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        string source = Path.Combine(folder, "m.ll");
        File.WriteAllText(source, $"define i32 @value() {{\n  ret i32 {number}\n}}\ndefine i32 @same() {{\n  ret i32 7\n}}\n");
        var request = new BuildModuleRequest(
            "M", [new(source, SourceLanguage.Ir, Path.Combine(folder, "m.o"), [])], Path.Combine(folder, "libM.a"), Path.Combine(folder, "M.symbols.json"),
            new CompileOptions(0, Patchable: true))
        { DefersFiles = defersFiles };
        var result = await client.BuildModuleAsync(request, TestHome.Limit);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return request;
    }
}
