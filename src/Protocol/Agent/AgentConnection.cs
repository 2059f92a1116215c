namespace Graft.Protocol;

/// <summary>
/// The client's end of a session with a runtime. A failure that leaves the session usable (a refusal) and one that
/// does not (GRAFT4002, GRAFT4013) both throw <see cref="GraftException"/>; after the latter every call does. Not thread-safe.
/// </summary>
public sealed partial class AgentConnection : IStagingAgent
{
    private readonly FrameChannel _channel;
    private readonly FrameWriter _writer = new();
    private readonly TimeSpan _replyLimit;
    private DescriptorHandle? _memory;
    private Diagnostic? _broken;
    private bool _isDefined; // what is to be resolved next

    private AgentConnection(string name, UnixSocket socket, TimeSpan replyLimit)
    {
        _replyLimit = replyLimit;
        RuntimeName = name;
        _channel = new(socket);
    }

    /// <summary>Name of the runtime.</summary>
    public string RuntimeName { get; }

    /// <summary>The runtime's process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Where the regions of its arena lie.</summary>
    public ArenaLayout Layout { get; private set; } = null!;

    /// <inheritdoc/>
    public bool IsElsewhere => true;

    /// <inheritdoc/>
    public ISpareWork? SpareWork { get; set; }

    /// <summary>Begins a session with a running runtime.</summary>
    /// <param name="runtimeName">Its name.</param>
    /// <exception cref="GraftException">
    /// GRAFT4001: there is none of that name; GRAFT4002: it died or does not answer; GRAFT4003: it speaks another version.
    /// </exception>
    public static AgentConnection Connect(string runtimeName) => Connect(runtimeName, AgentLimits.Reply);

    /// <summary>Begins a session with a running runtime.</summary>
    /// <param name="runtimeName">Its name.</param>
    /// <param name="replyLimit">How long an answer may take, beside what a call allows the runtime to wait.</param>
    /// <exception cref="GraftException">As <see cref="Connect(string)"/>.</exception>
    internal static AgentConnection Connect(string runtimeName, TimeSpan replyLimit)
    {
        Protocol.RuntimeName.Check(runtimeName);
        string path = UserFolder.RuntimeSocket(runtimeName);
        var socket = Dial(path, out int error) ?? throw new GraftException(WhyNotConnected(runtimeName, path, error));
        var connection = new AgentConnection(runtimeName, socket, replyLimit);
        try
        {
            connection.ShakeHands();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _writer.Release();
        _memory?.Dispose();
    }

    private static UnixSocket? Dial(string path, out int error)
    {
        try
        {
            return UnixSocket.Connect(path, AgentLimits.Connect, out error);
        }
        catch (IOException e)
        {
            throw new GraftException(DiagnosticCatalog.FileAccess.At(
                $"{e.Message}; set {UserFolder.Variable} to a folder with a shorter path", path));
        }
    }

    private static Diagnostic WhyNotConnected(string name, string path, int error)
    {
        if (error == Libc.ENOENT)
        {
            var running = Protocol.RuntimeName.Running();
            string hint = running.Count == 0 ? "none is running" : $"running: {string.Join(", ", running)}";
            return DiagnosticCatalog.NoRuntime.At($"no runtime is named '{name}'; {hint}; start it with 'graft run --name {name}', or start the program that creates it");
        }

        return error == Libc.ECONNREFUSED
            ? DiagnosticCatalog.RuntimeLost.At($"runtime '{name}' has died: its socket {path} is still there, but nobody listens; start it again")
            : DiagnosticCatalog.RuntimeLost.At($"runtime '{name}' cannot be reached through {path}: errno {error}");
    }

    private void ShakeHands()
    {
        if (!_channel.Socket.PeerIsSameUser())
            throw Break(DiagnosticCatalog.ProtocolViolation.At($"runtime '{RuntimeName}' belongs to another user"));
        Begin(AgentMessage.Hello);
        Handshake.Own.Write(_writer);
        _writer.Int32(Environment.ProcessId);
        var reader = Exchange(AgentMessage.Welcome, AgentLimits.Connect);

        var peer = Handshake.Read(ref reader);
        if (peer.Magic != Handshake.ExpectedMagic)
            throw Break(NotOurProtocol());
        if (peer.Protocol != Handshake.CurrentProtocol)
        {
            throw Break(DiagnosticCatalog.RuntimeVersion.At(
                $"runtime '{RuntimeName}' is of version {peer.Tool} (protocol {peer.Protocol}), this is version "
                + $"{Handshake.Own.Tool} (protocol {Handshake.CurrentProtocol}): use the same version of both"));
        }

        ulong baseAddress = reader.UInt64();
        ulong size = reader.UInt64();
        ProcessId = reader.Int32();
        _ = reader.Text();
        if (!reader.IsComplete || size is < ArenaLayout.MinimumSize or > ArenaLayout.MaximumSize)
            throw Break(NotOurProtocol());
        Layout = new(baseAddress, size);
        _memory = _channel.Socket.ReceiveDescriptor(AgentLimits.Connect) ?? throw Break(NotOurProtocol());
    }

    private delegate T PayloadReader<T>(ref FrameReader reader);

    private T Ask<T>(AgentMessage answer, TimeSpan limit, PayloadReader<T> read)
    {
        var reader = Exchange(answer, limit);
        var result = read(ref reader);
        return reader.IsComplete ? result : throw Break(NotOurProtocol());
    }

    private FrameWriter Begin(AgentMessage message)
    {
        _channel.Lend(_writer);
        return _writer.Begin(message);
    }

    // Sends the frame in the writer, and gives the payload of the answer.
    private FrameReader Exchange(AgentMessage answer, TimeSpan limit)
    {
        if (_broken is not null)
            throw new GraftException(_broken);
        // A runtime that refuses a session may close it before all of the request was read: its reason is still there.
        bool sent = _channel.Send(_writer);
        _channel.Borrow(_writer);
        while (sent && SpareWork is { } work && !_channel.HasInput && work.TryStep())
        {
        }

        var result = _channel.Receive(limit);
        if (result == FrameResult.TimedOut)
        {
            throw Break(DiagnosticCatalog.RuntimeLost.At(
                $"runtime '{RuntimeName}' did not answer within {limit.TotalSeconds:0.###} s{WhyNot(answer)}"));
        }

        if (result == FrameResult.Malformed)
            throw Break(NotOurProtocol());
        if (result == FrameResult.Closed)
        {
            throw Break(DiagnosticCatalog.RuntimeLost.At(
                $"runtime '{RuntimeName}' ended{(ProcessId == 0 ? "" : $" (process {ProcessId})")} or closed the session"));
        }

        var reader = new FrameReader(_channel.Payload);
        if (_channel.Message == AgentMessage.Refused)
        {
            var diagnostics = DiagnosticCodec.Read(ref reader);
            throw diagnostics.Length > 0 ? new GraftException(diagnostics) : Break(NotOurProtocol());
        }

        return sent && _channel.Message == answer ? reader : throw Break(NotOurProtocol());
    }

    // Another session knows, unless the runtime does not answer at all.
    private string WhyNot(AgentMessage answer)
    {
        if (answer is AgentMessage.Welcome or AgentMessage.Status)
            return "";
        try
        {
            using var other = Connect(RuntimeName, AgentLimits.Connect);
            string activity = other.GetStatus().Activity;
            return activity.Length > 0 ? $": it {activity}; if that never ends, correct it and restart the program" : "";
        }
        catch (GraftException)
        {
            return "";
        }
    }

    private Diagnostic NotOurProtocol() => DiagnosticCatalog.ProtocolViolation.At(
        $"what answers for runtime '{RuntimeName}' does not speak Graft's protocol");

    private GraftException Break(Diagnostic diagnostic)
    {
        _broken = diagnostic;
        return new(diagnostic);
    }
}
