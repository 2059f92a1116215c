using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>
/// <c>Graft.Engine.dll host --socket PATH [--idle SECONDS]</c>, the shared host, and <c>host --stdio</c>, a private engine.
/// </summary>
internal static class HostCommand
{
    /// <summary>The environment variable with the seconds that a shared host stays without work.</summary>
    public const string IdleVariable = "GRAFT_HOST_IDLE_SECONDS";

    // Longer than the pause between two builds of someone at work.
    private static readonly TimeSpan DefaultIdle = TimeSpan.FromMinutes(10);

    // A host that was just retired gives its address up within milliseconds.
    private static readonly TimeSpan Succession = TimeSpan.FromSeconds(1);

    /// <summary>Runs a host until it leaves.</summary>
    /// <returns>The exit code: 0 also if another host has the address already.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        string version = new HostLocation(typeof(HostCommand).Assembly.Location).GetVersion();
        if (arguments is ["--stdio"])
        {
            using var client = StdioListener.Listen();
            await ServeAsync(client, Timeout.InfiniteTimeSpan, version, logPath: null).ConfigureAwait(false);
            return 0;
        }

        if (Parse(arguments) is not var (socket, idle))
        {
            await Console.Error.WriteLineAsync("usage: host --stdio | host --socket PATH [--idle SECONDS]").ConfigureAwait(false);
            return 2;
        }

        Detachment.LeaveStarter();
        var address = HostAddress.At(socket, version);
        using var listener = await ListenAsync(address).ConfigureAwait(false);
        bool isLogWanted = Environment.GetEnvironmentVariable(HostLog.Variable) == "1";
        if (listener is not null)
            await ServeAsync(listener, idle, version, isLogWanted ? address.Log : null).ConfigureAwait(false);
        return 0;
    }

    private static (string Socket, TimeSpan Idle)? Parse(string[] arguments) => arguments switch
    {
        ["--socket", var socket] => (socket, ParseSeconds(Environment.GetEnvironmentVariable(IdleVariable)) ?? DefaultIdle),
        ["--socket", var socket, "--idle", var seconds] when ParseSeconds(seconds) is { } idle => (socket, idle),
        _ => null,
    };

    private static TimeSpan? ParseSeconds(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static async Task<SocketListener?> ListenAsync(HostAddress address)
    {
        var giveUp = DateTime.UtcNow + Succession;
        do
        {
            if (SocketListener.TryListen(address) is { } listener)
                return listener;
            await Task.Delay(HostLimits.Poll).ConfigureAwait(false);
        }
        while (DateTime.UtcNow < giveUp);

        return null;
    }

    private static async Task ServeAsync(IHostListener listener, TimeSpan idle, string version, string? logPath)
    {
        using var log = HostLog.Open(logPath);
        log.Write($"version {version}");
        using var lifetime = new HostLifetime(idle);

        // Asked to end, a host ends as if by ShutdownAsync. A second signal is answered in the same way; kill -9 is safe.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            lifetime.Retire();
        });
        await using var services = new EngineServices();
        string? home = HomeFolder();
        var joiners = new LateJoiners(services, home is null ? null : new(home));
        var graph = new GraphUpdates(new(home is null ? null : Path.Combine(home, "graph")), lifetime);
        graph.Preload();
        var engine = new EngineHost(services, graph, joiners, lifetime, version, log);
        using var followers = Watch(home, listener, engine, log);
        joiners.Followers = followers;
        await new HostServer(listener, engine, lifetime, version, log).RunAsync().ConfigureAwait(false);
    }

    // A private engine lives for one client, and leaves the looking out to shared ones.
    private static FollowerMonitor? Watch(string? home, IHostListener listener, EngineHost engine, HostLog log)
    {
        if (home is null || listener is not SocketListener)
            return null;
        try
        {
            return new(home, (runtime, source) => engine.SyncRuntimeAsync(new(runtime, source), CancellationToken.None));
        }
        catch (IOException e)
        {
            log.Write($"runtimes that start are not noticed: {e.Message}");
            return null;
        }
    }

    private static string? HomeFolder()
    {
        try
        {
            return UserFolder.Get();
        }
        catch (GraftException)
        {
            // A private engine works for a user whose folder cannot be used; it only remembers nothing.
            return null;
        }
    }
}
