using System.Net.Sockets;
using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>How a client comes to a host.</summary>
public sealed class HostStartSpecs : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task First_client_starts_the_host_and_the_second_finds_it()
    {
        await using var first = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await using var second = await HostClient.OpenAsync(_home.Options, TestHome.Limit);

        Assert.False(first.IsPrivate);
        Assert.Equal(first.ProcessId, second.ProcessId);
        Assert.Equal(first.ProcessId, (await second.GetStatusAsync(TestHome.Limit)).ProcessId);
        Assert.NotEqual(Environment.ProcessId, first.ProcessId);
    }

    [Fact]
    public async Task Clients_that_begin_together_start_one_host()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(_ => Task.Run(() => HostClient.OpenAsync(_home.Options, TestHome.Limit))));

        Assert.Single(clients.Select(c => c.ProcessId).Distinct());
        Assert.Equal([clients[0].ProcessId], _home.HostProcesses());
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task Looking_for_a_host_starts_none()
    {
        Assert.Null(await HostClient.TryConnectAsync(_home.Options, TestHome.Limit));
        Assert.Empty(_home.HostProcesses());

        await using var started = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await using var found = await HostClient.TryConnectAsync(_home.Options, TestHome.Limit);
        Assert.Equal(started.ProcessId, found?.ProcessId);
    }

    [Fact]
    public async Task Host_leaves_when_it_is_idle()
    {
        await using var client = await HostClient.OpenAsync(_home.Options with { IdleTime = TimeSpan.FromSeconds(0.5) }, TestHome.Limit);

        TestHome.WaitForEnd(client.ProcessId, TimeSpan.FromSeconds(20));
        Assert.Empty(Directory.GetFiles(_home.Path, "*.sock"));
    }

    [Fact]
    public async Task Host_leaves_when_it_is_told_to_and_the_next_client_starts_another()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        int first = client.ProcessId;

        await client.ShutdownAsync(TestHome.Limit);
        await using var next = await HostClient.OpenAsync(_home.Options, TestHome.Limit);

        Assert.NotEqual(first, next.ProcessId);
        TestHome.WaitForEnd(first, TimeSpan.FromSeconds(20));
        Assert.Equal([next.ProcessId], _home.HostProcesses());
    }

    [Fact]
    public async Task Socket_of_a_dead_host_is_replaced()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        int first = client.ProcessId;
        TestHome.Kill(first);
        Assert.Single(Directory.GetFiles(_home.Path, "*.sock"));

        await using var next = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        Assert.False(next.IsPrivate);
        Assert.NotEqual(first, next.ProcessId);
    }

    [Fact]
    public async Task Something_that_is_no_host_on_the_socket_is_replaced()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(HostAddress.Of(_home.Options).Socket));
        listener.Listen();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptAsync(TestHome.Limit);
                await client.SendAsync("SSH-2.0-OpenSSH_9.2p1\n"u8.ToArray(), TestHome.Limit);
            }
        });

        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        Assert.False(client.IsPrivate);
        Assert.Equal([client.ProcessId], _home.HostProcesses());
    }

    [Fact]
    public async Task All_hosts_of_a_user_are_found_and_stopped_whatever_their_version()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(Path.Combine(_home.Path, "host-dead.sock")));
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);

        var host = Assert.Single(await RunningHost.FindAllAsync(_home.Path, TestHome.Limit));
        Assert.Equal(client.ProcessId, host.ProcessId);
        Assert.Equal((await client.GetStatusAsync(TestHome.Limit)).Version, host.Version);

        host.Stop();
        TestHome.WaitForEnd(host.ProcessId, TimeSpan.FromSeconds(20));
        Assert.Empty(await RunningHost.FindAllAsync(_home.Path, TestHome.Limit));
    }

    [Fact]
    public async Task Client_goes_on_with_another_host_when_its_host_was_killed()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        int first = client.ProcessId;
        TestHome.Kill(first);

        var status = await client.GetStatusAsync(TestHome.Limit);
        Assert.NotEqual(first, status.ProcessId);
        Assert.False(client.IsPrivate);
    }
}
