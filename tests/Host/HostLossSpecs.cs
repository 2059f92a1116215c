using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>A host that dies, or is told to stop, in the middle of its work.</summary>
public sealed class HostLossSpecs : IDisposable
{
    private readonly TestHome _home = new();
    private readonly TestModule _module = new();

    public void Dispose()
    {
        _home.Dispose();
        _module.Dispose();
    }

    [Fact]
    public async Task A_build_goes_on_in_another_host_when_its_host_is_killed()
    {
        var request = await _module.HeldUpAsync(times: 1);
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        int first = client.ProcessId;

        var build = client.BuildModuleAsync(request, TestHome.Limit);
        int compiler = await _module.StartedAsync(1);
        TestHome.Kill(first);
        var result = await build;

        Assert.Empty(result.Diagnostics);
        Assert.True(File.Exists(_module.Archive));
        Assert.False(client.IsPrivate);
        Assert.NotEqual(first, client.ProcessId);
        TestHome.Kill(compiler);
    }

    [Fact]
    public async Task A_build_goes_on_without_a_host_when_two_hosts_were_killed()
    {
        var request = await _module.HeldUpAsync(times: 2);
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);

        var build = client.BuildModuleAsync(request, TestHome.Limit);
        int compiler = await _module.StartedAsync(1);
        TestHome.Kill(client.ProcessId);
        int second = await _module.StartedAsync(2);
        TestHome.Kill(client.ProcessId);
        var result = await build;

        Assert.Equal(["GRAFT5001"], result.Diagnostics.Select(d => d.Code));
        Assert.True(result.Succeeded);
        Assert.True(client.IsPrivate);
        TestHome.Kill(compiler);
        TestHome.Kill(second);
    }

    [Fact]
    public async Task Cancelling_stops_the_compiler_within_seconds_and_leaves_the_host_alive()
    {
        var request = await _module.HeldUpAsync(times: 1);
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        int host = client.ProcessId;
        using var cancel = new CancellationTokenSource();

        var build = client.BuildModuleAsync(request, cancel.Token);
        int compiler = await _module.StartedAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build.WaitAsync(TimeSpan.FromSeconds(15)));

        TestHome.WaitForEnd(compiler, TimeSpan.FromSeconds(15));
        Assert.Equal(host, (await client.GetStatusAsync(TestHome.Limit)).ProcessId);
        Assert.False(File.Exists(_module.Archive));
        Assert.True((await client.BuildModuleAsync(request, TestHome.Limit)).Succeeded);
    }

    [Fact]
    public async Task Work_of_a_client_that_goes_away_is_stopped()
    {
        var request = await _module.HeldUpAsync(times: 1);
        var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);

        var build = client.BuildModuleAsync(request, TestHome.Limit);
        int compiler = await _module.StartedAsync(1);
        await client.DisposeAsync();

        TestHome.WaitForEnd(compiler, TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => build);
    }

    [Fact]
    public async Task A_host_that_is_told_to_leave_finishes_its_work_first()
    {
        var request = await _module.HeldUpAsync(times: 1);
        await using var builder = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        var build = builder.BuildModuleAsync(request, TestHome.Limit);
        int compiler = await _module.StartedAsync(1);

        await using var other = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await other.ShutdownAsync(TestHome.Limit);
        await using var next = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        Assert.NotEqual(builder.ProcessId, next.ProcessId);
        Assert.False(build.IsCompleted);

        TestHome.Kill(compiler);
        Assert.NotEmpty((await build).Diagnostics);
        TestHome.WaitForEnd(builder.ProcessId, TimeSpan.FromSeconds(10));
    }
}
