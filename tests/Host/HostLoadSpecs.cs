using System.Diagnostics;
using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>Modules that go through a host into a runtime.</summary>
public sealed class HostLoadSpecs : IDisposable
{
    private readonly TestHome _home = new();
    private readonly TestModule _module = new();

    public void Dispose()
    {
        _home.Dispose();
        _module.Dispose();
    }

    [Fact]
    public async Task A_built_module_is_loaded_and_nothing_happens_the_second_time()
    {
        using var runtime = await StartRuntimeAsync();
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        Assert.Empty((await client.BuildModuleAsync(_module.Request, TestHome.Limit)).Diagnostics);

        var first = await client.LoadModuleAsync(new("r", "M", [_module.Archive]), TestHome.Limit);
        Assert.True(first.Succeeded);
        Assert.Equal((1, 0, 1L), (first.Added, first.Patched, first.Generation));
        Assert.Equal("outside", Assert.Single(first.Missing).Name);

        var second = await client.LoadModuleAsync(new("r", "M", [_module.Archive]), TestHome.Limit);
        Assert.Equal((0, 0, 1L), (second.Added, second.Patched, second.Generation));
        await EndAsync(runtime);
    }

    [Fact]
    public async Task Loads_that_come_together_all_succeed()
    {
        using var runtime = await StartRuntimeAsync();
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await client.BuildModuleAsync(_module.Request, TestHome.Limit);

        var loads = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            client.LoadModuleAsync(new("r", "M", [i % 2 == 0 ? _module.Archive : _module.Object]), TestHome.Limit)));
        Assert.All(loads, load => Assert.True(load.Succeeded));
        Assert.Equal(1, loads.Sum(load => load.Added));
        await EndAsync(runtime);
    }

    [Fact]
    public async Task A_runtime_that_is_not_there_is_a_diagnostic_and_harms_no_host()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await client.BuildModuleAsync(_module.Request, TestHome.Limit);
        int host = client.ProcessId;

        var load = await client.LoadModuleAsync(new("nobody", "M", [_module.Archive]), TestHome.Limit);
        Assert.Equal(["GRAFT4001"], load.Diagnostics.Select(d => d.Code));
        Assert.Equal(host, (await client.GetStatusAsync(TestHome.Limit)).ProcessId);
    }

    private async Task<Process> StartRuntimeAsync()
    {
        var runtime = DummyProgram.Start(_home, "runtime", "r");
        Assert.Equal("ready", await runtime.StandardOutput.ReadLineAsync(TestHome.Limit));
        return runtime;
    }

    private static async Task EndAsync(Process runtime)
    {
        runtime.StandardInput.Close();
        await runtime.WaitForExitAsync(TestHome.Limit);
    }
}
