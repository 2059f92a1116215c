using System.IO.Hashing;
using System.Text;
using Graft.Protocol;

namespace Graft.Client;

/// <summary>
/// The files by which clients find the one host of (user, version), all in the user's folder: the project SDK and the
/// command line share one, though each brings its own copy of the engine. Immutable.
/// </summary>
internal sealed record HostAddress
{
    /// <summary>What the sockets of all hosts in a folder are called.</summary>
    public const string SocketPattern = "host-*.sock";

    // sockaddr_un's 108 bytes (unix(7)) with a NUL.
    private const int MaximumSocketPath = 107;

    private HostAddress(string version, string stem)
    {
        Version = version;
        Socket = stem + ".sock";
        LifeLock = stem + ".lock";
        StartLock = stem + ".start";
        ErrorLog = stem + ".err";
        Log = stem + ".log";
    }

    /// <summary>The engine's version, as the handshake compares it.</summary>
    public string Version { get; }

    /// <summary>Where the host listens.</summary>
    public string Socket { get; }

    /// <summary>Held by the host as long as it listens: who has it owns <see cref="Socket"/>.</summary>
    public string LifeLock { get; }

    /// <summary>Held by a client while it starts a host, so that builds that begin together start one.</summary>
    public string StartLock { get; }

    /// <summary>What a host printed that died before it could answer.</summary>
    public string ErrorLog { get; }

    /// <summary>What a host did, where that is wanted.</summary>
    public string Log { get; }

    /// <summary>The address of the host that a client wants.</summary>
    /// <exception cref="GraftException">The user's folder cannot be used.</exception>
    /// <exception cref="IOException">The engine is not there or cannot be read.</exception>
    public static HostAddress Of(HostOptions options)
    {
        var engine = options.Engine;
        string folder = options.Home is { } home ? UserFolder.Use(home) : UserFolder.Get();
        string version = engine.GetVersion();
        byte[] identity = Encoding.UTF8.GetBytes($"{Environment.UserName}\n{version}");
        var address = new HostAddress(version, Path.Combine(folder, $"host-{XxHash64.HashToUInt64(identity):x16}"));
        if (Encoding.UTF8.GetByteCount(address.Socket) > MaximumSocketPath)
        {
            throw new GraftException(DiagnosticCatalog.FileAccess.At(
                $"the folder's path is too long for sockets; set {UserFolder.Variable} to a shorter one", folder));
        }

        return address;
    }

    /// <summary>The files that go with a socket that was given by path, as a host is told it.</summary>
    public static HostAddress At(string socket, string version) =>
        new(version, Path.ChangeExtension(socket, null));
}
