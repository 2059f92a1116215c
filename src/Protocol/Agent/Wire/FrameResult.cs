namespace Graft.Protocol;

/// <summary>How a <see cref="FrameChannel.Receive"/> ended.</summary>
internal enum FrameResult
{
    /// <summary>A frame is there.</summary>
    Complete,

    /// <summary>The peer closed the connection or died.</summary>
    Closed,

    /// <summary>The limit passed.</summary>
    TimedOut,

    /// <summary>The bytes are no frame.</summary>
    Malformed,
}
