using Graft.Client;
using Graft.Engine.Graph;
using Graft.Engine.Host;
using Graft.Protocol;

namespace Graft.Tests.Host;

/// <summary>What a host does with requests, whoever carries them out.</summary>
public sealed class EngineHostSpecs : IDisposable
{
    private readonly HostLifetime _lifetime = new(Timeout.InfiniteTimeSpan);
    private readonly HostLog _log = HostLog.Open(path: null);

    public void Dispose()
    {
        _lifetime.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Builds_of_one_module_and_loads_into_one_runtime_run_one_after_the_other()
    {
        var builds = new FakeServices();
        var loads = new FakeServices();
        var builder = Host(builds);
        var loader = Host(loads);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => builder.BuildModuleAsync(Build("A"), TestHome.Limit)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => loader.LoadModuleAsync(new("r", $"M{i}", []), TestHome.Limit)));

        Assert.False(builds.DidOverlap);
        Assert.False(loads.DidOverlap);
    }

    [Fact]
    public async Task Builds_of_different_modules_and_loads_into_different_runtimes_run_at_once()
    {
        using var meeting = new CountdownEvent(4);
        var host = Host(new FakeServices { Meeting = meeting });

        var builds = new[] { "A", "B" }.Select(name => host.BuildModuleAsync(Build(name), TestHome.Limit)).ToArray();
        var loads = new[] { "r1", "r2" }.Select(name => host.LoadModuleAsync(new(name, "M", []), TestHome.Limit)).ToArray();

        Assert.All(await Task.WhenAll(builds), result => Assert.Empty(result.Diagnostics));
        Assert.All(await Task.WhenAll(loads), result => Assert.Empty(result.Diagnostics));
    }

    [Fact]
    public async Task A_defect_is_answered_and_retires_the_host()
    {
        var host = Host(new FakeServices { Failure = new InvalidOperationException("a wheel came off") });

        var result = await host.BuildModuleAsync(Build("A"), TestHome.Limit);

        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("GRAFT5003", diagnostic.Code);
        Assert.Contains("build A", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("a wheel came off", diagnostic.Message, StringComparison.Ordinal);
        Assert.True(_lifetime.Stopping.IsCancellationRequested);
        await _lifetime.Drained.WaitAsync(TestHome.Limit);
    }

    [Fact]
    public async Task A_refusal_is_answered_and_retires_nothing()
    {
        var refusal = new GraftException(DiagnosticCatalog.NoRuntime.At("no runtime 'r'"));
        var host = Host(new FakeServices { Failure = refusal });

        var result = await host.LoadModuleAsync(new("r", "A", []), TestHome.Limit);

        Assert.Equal(refusal.Diagnostics, result.Diagnostics);
        Assert.False(_lifetime.Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task A_cancelled_request_that_waits_for_its_turn_gives_it_up()
    {
        var host = Host(new FakeServices());
        using var cancel = new CancellationTokenSource();

        var first = host.BuildModuleAsync(Build("A"), TestHome.Limit);
        var second = host.BuildModuleAsync(Build("A"), cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Empty((await first).Diagnostics);
        Assert.Empty((await host.BuildModuleAsync(Build("A"), TestHome.Limit)).Diagnostics);
    }

    [Fact]
    public async Task A_retired_host_waits_for_the_requests_that_run()
    {
        var host = Host(new FakeServices());
        var build = host.BuildModuleAsync(Build("A"), TestHome.Limit);

        await host.ShutdownAsync(TestHome.Limit);
        Assert.False(_lifetime.Drained.IsCompleted);

        await build;
        await _lifetime.Drained.WaitAsync(TestHome.Limit);
    }

    private EngineHost Host(FakeServices services) => new(services, new GraphUpdates(new GraphStore(folder: null), _lifetime), new LateJoiners(services, records: null), _lifetime, "test", _log);

    private static BuildModuleRequest Build(string module) => new(module, [], $"/nowhere/lib{module}.a", $"/nowhere/{module}.symbols.json", new CompileOptions());
}
