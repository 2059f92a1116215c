namespace Graft.Client;

/// <summary>How long client and host wait for each other, and why so long.</summary>
internal static class HostLimits
{
    /// <summary>
    /// For a connection with its handshake: the listener does nothing but accept, so only a machine that swaps needs
    /// more than milliseconds.
    /// </summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For a host to start: 0.2 s on an idle machine; a cold disk with a virus scanner, and every core busy with
    /// the build that wants it, have been seen to need ten.
    /// </summary>
    public static readonly TimeSpan Start = TimeSpan.FromSeconds(20);

    /// <summary>Between two looks whether the host that starts listens already: far less than its start takes.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// For the host to give up a cancelled request: it kills its compile workers, which takes milliseconds. After that
    /// the user, who has pressed Ctrl+C, is not kept waiting; the connection is dropped instead.
    /// </summary>
    public static readonly TimeSpan Cancel = TimeSpan.FromSeconds(3);

    /// <summary>For a private engine to end once its input is closed, before it is killed.</summary>
    public static readonly TimeSpan PrivateExit = TimeSpan.FromSeconds(2);
}
