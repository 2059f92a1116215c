using System.Net.Sockets;
using System.Text;
using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>Where no shared host can be had, a private engine does the work, and the user is told.</summary>
public sealed class HostFallbackSpecs : IDisposable
{
    private readonly TestHome _home = new();
    private readonly TestModule _module = new();

    public void Dispose()
    {
        _home.Dispose();
        _module.Dispose();
    }

    [Fact]
    public async Task A_private_engine_writes_the_same_bytes()
    {
        using var second = new TestModule();
        await using var shared = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        await using var alone = await HostClient.OpenAsync(_home.Options with { UseHost = false }, TestHome.Limit);
        Assert.Empty((await shared.BuildModuleAsync(_module.Request, TestHome.Limit)).Diagnostics);
        Assert.Empty((await alone.BuildModuleAsync(second.Request, TestHome.Limit)).Diagnostics);

        Assert.False(shared.IsPrivate);
        Assert.True(alone.IsPrivate);
        Assert.Equal(File.ReadAllBytes(_module.Object), File.ReadAllBytes(second.Object));
        Assert.Equal(File.ReadAllBytes(_module.Archive), File.ReadAllBytes(second.Archive));
        Assert.Equal(File.ReadAllBytes(_module.SymbolList), File.ReadAllBytes(second.SymbolList));
    }

    [Fact]
    public async Task A_private_engine_ends_with_its_client()
    {
        int process;
        await using (var client = await HostClient.OpenAsync(_home.Options with { UseHost = false }, TestHome.Limit))
            process = client.ProcessId;

        Assert.False(DetachedProcess.IsAlive(process));
        Assert.Empty(_home.HostProcesses());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_costs_the_host_only()
    {
        string file = Path.Combine(_home.Path, "file");
        File.WriteAllText(file, "");

        await BuildsAloneAsync(_home.Options with { Home = Path.Combine(file, "home") }, "cannot be used");
    }

    [Fact]
    public async Task A_folder_with_a_path_too_long_for_sockets_costs_the_host_only() =>
        await BuildsAloneAsync(_home.Options with { Home = Path.Combine(_home.Path, new string('x', 100)) }, "too long");

    [Fact]
    public async Task A_host_of_another_version_is_named_and_left_alone() =>
        await BuildsAloneBesideAsync("graft-host 1 9.9.9-other 4242\n", "version 9.9.9-other");

    [Fact]
    public async Task Something_that_never_answers_on_the_socket_is_waited_for_five_seconds() =>
        await BuildsAloneBesideAsync("", "did not answer");

    [Fact]
    public async Task A_missing_engine_is_a_diagnostic()
    {
        var options = _home.Options with { Engine = new(Path.Combine(_home.Path, "nowhere", "Graft.Engine.dll")) };

        var e = await Assert.ThrowsAsync<Graft.Protocol.GraftException>(() => HostClient.OpenAsync(options, TestHome.Limit));
        Assert.Contains("nowhere", e.Message, StringComparison.Ordinal);
    }

    private async Task BuildsAloneBesideAsync(string greeting, string reason)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(HostAddress.Of(_home.Options).Socket));
        listener.Listen();
        using var stop = new CancellationTokenSource();
        var greeter = GreetAllAsync(listener, greeting, stop.Token);

        await BuildsAloneAsync(_home.Options, reason);
        Assert.Empty(_home.HostProcesses());

        await stop.CancelAsync();
        await greeter;
    }

    private static async Task GreetAllAsync(Socket listener, string greeting, CancellationToken cancellationToken)
    {
        var clients = new List<Socket>();
        try
        {
            while (true)
            {
                clients.Add(await listener.AcceptAsync(cancellationToken));
                await clients[^1].SendAsync(Encoding.ASCII.GetBytes(greeting), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
            clients.ForEach(client => client.Dispose());
        }
    }

    private async Task BuildsAloneAsync(HostOptions options, string reason)
    {
        await using var client = await HostClient.OpenAsync(options, TestHome.Limit);
        var result = await client.BuildModuleAsync(_module.Request, TestHome.Limit);

        Assert.True(client.IsPrivate);
        Assert.True(result.Succeeded);
        var notice = Assert.Single(result.Diagnostics);
        Assert.Equal("GRAFT5001", notice.Code);
        Assert.Contains(reason, notice.Message, StringComparison.Ordinal);
        Assert.Empty((await client.BuildModuleAsync(_module.Request, TestHome.Limit)).Diagnostics);
    }
}
