namespace Graft.Protocol;

/// <summary>How a <see cref="UnixSocket.Receive"/> ended.</summary>
internal enum ReceiveResult
{
    /// <summary>All bytes are there.</summary>
    Complete,

    /// <summary>The peer closed the connection or died.</summary>
    Closed,

    /// <summary>The limit passed.</summary>
    TimedOut,
}
