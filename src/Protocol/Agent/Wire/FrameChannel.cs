using System.Buffers.Binary;

namespace Graft.Protocol;

/// <summary>Sends and receives whole frames over a socket. One thread at a time.</summary>
/// <param name="socket">The connected socket, which the channel owns.</param>
internal sealed class FrameChannel(UnixSocket socket) : IDisposable
{
    /// <summary>The longest frame, message and payload, in bytes: far above the largest module's commit.</summary>
    public const int MaximumLength = 256 * 1024 * 1024;

    /// <summary>The longest frame before both sides know each other.</summary>
    public const int MaximumHandshakeLength = 64 * 1024;

    // A peer may announce more than it sends: room grows as bytes arrive, not as they are announced.
    private const int FirstRoom = 64 * 1024, GrowthFactor = 8;

    private byte[] _buffer = SpareArrays<byte>.Rent(FirstRoom);

    /// <summary>The socket below, for descriptors and credentials.</summary>
    public UnixSocket Socket => socket;

    /// <summary>The message of the frame that was received last.</summary>
    public AgentMessage Message { get; private set; }

    /// <summary>The payload of the frame that was received last, valid until the next one.</summary>
    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(sizeof(ushort), _length - sizeof(ushort));

    private int _length = sizeof(ushort);

    /// <summary>Whether something can be received without waiting: a frame, or that the peer is gone.</summary>
    public bool HasInput => socket.HasInput;

    /// <summary>Sends the frame in a writer; false if the connection is broken.</summary>
    public bool Send(FrameWriter writer)
    {
        var (length, body) = writer.Finish();
        return socket.Send(length.Span) && socket.Send(body.Span);
    }

    /// <summary>Receives what comes next into a writer's buffer, if that is larger: the frame in it must have been sent.</summary>
    public void Borrow(FrameWriter writer)
    {
        if (writer.Buffer.Length > _buffer.Length)
            (writer.Buffer, _buffer) = (_buffer, writer.Buffer);
    }

    /// <summary>Lets a writer have the buffer, if that is larger: what was received must not be needed any more.</summary>
    public void Lend(FrameWriter writer)
    {
        if (writer.Buffer.Length < _buffer.Length)
            (writer.Buffer, _buffer) = (_buffer, writer.Buffer);
        _length = sizeof(ushort);
    }

    /// <summary>Receives the next frame.</summary>
    /// <param name="limit">How long to wait for it.</param>
    /// <param name="maximumLength">The longest frame to take.</param>
    public FrameResult Receive(TimeSpan limit, int maximumLength = MaximumLength)
    {
        Span<byte> header = stackalloc byte[sizeof(uint)];
        var result = socket.Receive(header, limit);
        if (result != ReceiveResult.Complete)
            return result == ReceiveResult.TimedOut ? FrameResult.TimedOut : FrameResult.Closed;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (length < sizeof(ushort) || length > (uint)maximumLength)
            return FrameResult.Malformed;
        if (!ReceiveBody((int)length))
            return FrameResult.Closed;
        Message = (AgentMessage)BinaryPrimitives.ReadUInt16LittleEndian(_buffer);
        return FrameResult.Complete;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        SpareArrays<byte>.Return(_buffer);
        _buffer = [];
    }

    private bool ReceiveBody(int length)
    {
        int done = 0;
        while (done < length)
        {
            if (done == _buffer.Length)
                Grow((int)Math.Min(length, _buffer.Length * (long)GrowthFactor));
            int end = Math.Min(length, _buffer.Length);
            if (socket.Receive(_buffer.AsSpan(done, end - done), AgentLimits.Reply) != ReceiveResult.Complete)
                return false;
            done = end;
        }

        _length = length;
        return true;
    }

    private void Grow(int length)
    {
        byte[] larger = SpareArrays<byte>.Rent(length);
        _buffer.CopyTo(larger, 0);
        SpareArrays<byte>.Return(_buffer);
        _buffer = larger;
    }
}
