using System.Buffers.Binary;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Whom a client finds, or why it finds nobody; and what strangers on the socket can do.</summary>
public sealed class ConnectSpecs
{
    [Fact]
    public void A_missing_runtime_is_told_with_those_that_run()
    {
        using var scene = new Scene();
        var e = Assert.Throws<GraftException>(() => AgentConnection.Connect("nobody"));
        Assert.Equal("GRAFT4001", e.Diagnostics[0].Code);
        Assert.Contains(scene.Name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_killed_runtime_is_dead_and_its_name_can_be_used_again()
    {
        string name;
        using (var process = DummyProcess.Runtime(out name))
            process.Kill();
        var e = Assert.Throws<GraftException>(() => AgentConnection.Connect(name));
        Assert.Equal("GRAFT4002", e.Diagnostics[0].Code);
        Assert.DoesNotContain(name, RuntimeName.Running());

        using (Graft.Runtime.Create(name, new RuntimeOptions { ArenaSize = ArenaLayout.MinimumSize }))
        using (AgentConnection.Connect(name))
            Assert.Contains(name, RuntimeName.Running());
        Assert.Equal("GRAFT4001", Assert.Throws<GraftException>(() => AgentConnection.Connect(name)).Diagnostics[0].Code);
    }

    [Fact]
    public void A_runtime_that_dies_in_a_session_is_told()
    {
        using var process = DummyProcess.Runtime(out string name);
        using var agent = AgentConnection.Connect(name);
        process.Kill();
        var e = Assert.Throws<GraftException>(() => agent.GetStatus());
        Assert.Equal("GRAFT4002", e.Diagnostics[0].Code);
        Assert.Throws<GraftException>(() => agent.GetStatus());
    }

    [Fact]
    public void A_name_is_used_once_at_a_time()
    {
        using var scene = new Scene();
        var e = Assert.Throws<GraftException>(() => Graft.Runtime.Create(scene.Name));
        Assert.Equal("GRAFT4011", e.Diagnostics[0].Code);
        using var agent = scene.Connect();
        Assert.Equal(scene.Name, agent.GetStatus().Name);
    }

    [Fact]
    public async Task A_runtime_that_ends_ends_the_waits_in_it()
    {
        var scene = new Scene();
        using var agent = scene.Connect();
        var waiting = Task.Run(() => Assert.Throws<GraftException>(() =>
            agent.Wait(["never"], SymbolState.Ready, TimeSpan.FromSeconds(50))));
        await Task.Delay(100);
        await Task.Run(scene.Dispose).WaitAsync(TimeSpan.FromSeconds(4));
        Assert.Equal("GRAFT4002", (await waiting.WaitAsync(TimeSpan.FromSeconds(10))).Diagnostics[0].Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("a name")]
    [InlineData("this-name-is-longer-than-forty-characters")]
    public void A_name_that_cannot_be_a_file_is_refused(string name) =>
        Assert.Equal("GRAFT6001", Assert.Throws<GraftException>(() => Graft.Runtime.Create(name)).Diagnostics[0].Code);

    [Fact]
    public async Task A_runtime_of_another_version_is_told_by_the_client()
    {
        string name = $"other-{Environment.ProcessId}";
        string path = UserFolder.RuntimeSocket(name);
        using var listener = UnixSocket.Listen(path);
        var future = Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            // Whoever looks which runtimes there are, as other tests do at the same time, is a client, too.
            using var other = UnixSocket.Connect(path, TimeSpan.FromSeconds(5), out _);
            var e = Assert.Throws<GraftException>(() => AgentConnection.Connect(name));
            Assert.Equal("GRAFT4003", e.Diagnostics[0].Code);
            Assert.Contains("42.0.0", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
            listener.Shutdown();
        }

        await future.WaitAsync(TimeSpan.FromSeconds(30));

        void Serve()
        {
            var writer = new FrameWriter();
            writer.Begin(AgentMessage.Welcome);
            new Handshake(Handshake.ExpectedMagic, 999, "42.0.0").Write(writer);
            writer.Text("whatever a future version says here");
            List<FrameChannel> clients = [];
            while (listener.Accept() is { } client)
            {
                clients.Add(new(client));
                clients[^1].Send(writer);
            }

            clients.ForEach(static client => client.Dispose());
        }
    }

    [Fact]
    public void A_client_of_another_version_is_told_by_the_runtime()
    {
        using var scene = new Scene();
        using var channel = Dial(scene);
        var writer = new FrameWriter();
        writer.Begin(AgentMessage.Hello);
        new Handshake(Handshake.ExpectedMagic, 999, "42.0.0").Write(writer);
        writer.Text("whatever a future version says here");
        channel.Send(writer);

        Assert.Equal(FrameResult.Complete, channel.Receive(TimeSpan.FromSeconds(10)));
        Assert.Equal(AgentMessage.Refused, channel.Message);
        var reader = new FrameReader(channel.Payload);
        var diagnostic = Assert.Single(DiagnosticCodec.Read(ref reader));
        Assert.Equal("GRAFT4003", diagnostic.Code);
        Assert.Contains("42.0.0", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void Garbage_on_the_socket_ends_that_connection_only(int length)
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        var garbage = new byte[length];
        new Random(length).NextBytes(garbage);
        using (var socket = UnixSocket.Connect(UserFolder.RuntimeSocket(scene.Name), TimeSpan.FromSeconds(5), out _)!)
            socket.Send(garbage);

        Assert.Equal(scene.Name, agent.GetStatus().Name);
        using var another = scene.Connect();
    }

    [Fact]
    public void A_malformed_frame_ends_its_session_with_a_reason()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        var status = agent.GetStatus();
        var random = new Random(7);
        foreach (var message in Enum.GetValues<AgentMessage>())
        {
            if (message == AgentMessage.Shutdown)
                continue;
            using var channel = Dial(scene);
            var writer = new FrameWriter();
            writer.Begin(AgentMessage.Hello);
            Handshake.Own.Write(writer);
            writer.Int32(1);
            channel.Send(writer);
            Assert.Equal(FrameResult.Complete, channel.Receive(TimeSpan.FromSeconds(10)));
            using var memory = channel.Socket.ReceiveDescriptor(TimeSpan.FromSeconds(10));

            writer.Begin(message);
            for (int i = random.Next(1, 60); i > 0; i--)
                writer.Byte((byte)random.Next(256));
            channel.Send(writer);
            Assert.Equal(FrameResult.Complete, channel.Receive(TimeSpan.FromSeconds(10)));
            Assert.Equal(AgentMessage.Refused, channel.Message);
            var reader = new FrameReader(channel.Payload);
            Assert.Equal("GRAFT4013", DiagnosticCodec.Read(ref reader)[0].Code);
            Assert.Equal(FrameResult.Closed, channel.Receive(TimeSpan.FromSeconds(10)));
        }

        Assert.Equal(status.Code, agent.GetStatus().Code);
    }

    [Fact]
    public void A_frame_longer_than_the_limit_is_refused_without_waiting_for_it()
    {
        using var scene = new Scene();
        using var channel = Dial(scene);
        Span<byte> header = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(header, uint.MaxValue);
        channel.Socket.Send(header);
        Assert.Equal(FrameResult.Closed, channel.Receive(TimeSpan.FromSeconds(10)));
    }

    private static FrameChannel Dial(Scene scene) =>
        new(UnixSocket.Connect(UserFolder.RuntimeSocket(scene.Name), TimeSpan.FromSeconds(5), out _)!);
}
