namespace Graft.Protocol;

/// <summary>
/// What client and runtime tell each other first. The fields up to the tool's version stand where every version can
/// read them; a peer of another protocol version reads no further.
/// </summary>
/// <param name="Magic">Must be <see cref="ExpectedMagic"/>.</param>
/// <param name="Protocol">The sender's protocol version.</param>
/// <param name="Tool">The sender's tool version, for messages.</param>
internal readonly record struct Handshake(ulong Magic, int Protocol, string Tool)
{
    /// <summary>"GRAFTRT" and a zero.</summary>
    public const ulong ExpectedMagic = 0x0054_5254_4641_5247;

    /// <summary>The version of the protocol. Any change of <see cref="AgentMessage"/>'s table makes it greater.</summary>
    public const int CurrentProtocol = 10;

    /// <summary>What this side says of itself.</summary>
    public static Handshake Own { get; } = new(
        ExpectedMagic, CurrentProtocol, typeof(Handshake).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");

    /// <summary>Writes the fixed fields.</summary>
    public void Write(FrameWriter writer)
    {
        writer.UInt64(Magic);
        writer.Int32(Protocol);
        writer.Text(Tool);
    }

    /// <summary>Reads the fixed fields.</summary>
    public static Handshake Read(ref FrameReader reader) => new(reader.UInt64(), reader.Int32(), reader.Text());
}
