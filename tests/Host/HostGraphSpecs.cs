using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>What a host remembers of builds.</summary>
public sealed class HostGraphSpecs : IDisposable
{
    private readonly TestHome _home = new();
    private readonly TestModule _module = new();

    public void Dispose()
    {
        _home.Dispose();
        _module.Dispose();
    }

    [Fact]
    public async Task A_built_module_is_in_the_graph()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        Assert.Equal(0, (await client.GetStatusAsync(TestHome.Limit)).Modules);
        await client.BuildModuleAsync(_module.Request, TestHome.Limit);

        var symbols = await client.GetSymbolsAsync("M", TestHome.Limit);
        Assert.Contains(symbols, s => s is { Name: "twice", IsDefined: true, Signature: "i32 (i32)", Unit: "m.o" });
        Assert.Contains(symbols, s => s is { Name: "outside", IsDefined: false });
        Assert.Empty(await client.GetSymbolsAsync("N", TestHome.Limit));
        Assert.Equal(symbols, await client.GetSymbolsAsync(null, TestHome.Limit));
        Assert.Equal(1, (await client.GetStatusAsync(TestHome.Limit)).Modules);
    }

    [Fact]
    public async Task The_graph_outlives_its_host()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await client.BuildModuleAsync(_module.Request, TestHome.Limit);
        var before = await client.GetSymbolsAsync(null, TestHome.Limit);

        TestHome.Kill(client.ProcessId);
        Assert.Equal(before, await client.GetSymbolsAsync(null, TestHome.Limit));
    }

    [Fact]
    public async Task A_corrupt_graph_is_forgotten_and_made_again_by_the_next_build()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await client.BuildModuleAsync(_module.Request, TestHome.Limit);
        var before = await client.GetSymbolsAsync(null, TestHome.Limit);

        TestHome.Kill(client.ProcessId);
        File.WriteAllText(Assert.Single(Directory.GetFiles(Path.Combine(_home.Path, "graph"))), "damaged");
        Assert.Empty(await client.GetSymbolsAsync(null, TestHome.Limit));
        Assert.Empty((await client.BuildModuleAsync(_module.Request, TestHome.Limit)).Diagnostics);
        Assert.Equal(before, await client.GetSymbolsAsync(null, TestHome.Limit));
    }

    [Fact]
    public async Task A_failed_build_leaves_the_graph_as_it_was()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await client.BuildModuleAsync(_module.Request, TestHome.Limit);
        var before = await client.GetSymbolsAsync(null, TestHome.Limit);

        File.WriteAllText(_module.Request.Sources[0].Path, "define i32 @twice(i32 %x) { ret nonsense }");
        Assert.False((await client.BuildModuleAsync(_module.Request, TestHome.Limit)).Succeeded);
        Assert.Equal(before, await client.GetSymbolsAsync(null, TestHome.Limit));
    }
}
