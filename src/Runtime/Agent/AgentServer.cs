using Graft.Protocol;

namespace Graft;

/// <summary>Listens on a runtime's socket and runs each session on a thread of its own. Thread-safe.</summary>
internal sealed class AgentServer : IDisposable
{
    private const string LockFile = "runtimes.lock";

    // Sessions run calls and initialisers: give them the stack that a program's main thread usually has, and room to spare.
    private const int SessionStackSize = 16 * 1024 * 1024;

    private readonly RuntimeAgent _agent;
    private readonly Func<bool> _requestShutdown;
    private readonly UnixSocket _listener;
    private readonly string _path;
    private readonly Thread _thread;
    private readonly object _sync = new();
    private readonly HashSet<AgentSession> _sessions = [];
    private bool _isStopped;

    /// <summary>Begins to listen.</summary>
    /// <param name="agent">What the sessions talk to.</param>
    /// <param name="requestShutdown">Asks the program to end; false if it does not let itself be asked.</param>
    /// <exception cref="GraftException">GRAFT4011: a runtime of that name is running; or the socket cannot be made.</exception>
    public AgentServer(RuntimeAgent agent, Func<bool> requestShutdown)
    {
        _agent = agent;
        _requestShutdown = requestShutdown;
        _path = UserFolder.RuntimeSocket(agent.Name);
        _listener = Listen(agent.Name, _path);
        _thread = new(AcceptSessions) { IsBackground = true, Name = $"graft agent {agent.Name}" };
        _thread.Start();
    }

    /// <summary>Whether a session is inside module code, so that the arena must not be unmapped.</summary>
    public bool IsInModuleCode
    {
        get
        {
            lock (_sync)
                return _sessions.Any(session => session.IsInModuleCode);
        }
    }

    /// <summary>Stops listening and ends all sessions; waits for those that are not inside module code.</summary>
    public void Dispose()
    {
        AgentSession[] sessions;
        lock (_sync)
        {
            if (_isStopped)
                return;
            _isStopped = true;
            sessions = [.. _sessions];
        }

        RemoveSocket();
        _listener.Shutdown();
        _thread.Join();
        _listener.Dispose();
        foreach (var session in sessions)
            session.Stop();
    }

    /// <summary>Removes the socket's file, so that nobody finds a runtime that is no more.</summary>
    public void RemoveSocket()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is stale then, which the next runtime of the name knows how to replace.
        }
    }

    // Between finding a dead runtime's socket and replacing it nobody else may do the same, so a lock file guards both.
    private static UnixSocket Listen(string name, string path)
    {
        try
        {
            using var guard = Guard();
            if (File.Exists(path))
            {
                using var other = UnixSocket.Connect(path, AgentLimits.Connect, out int error);
                if (error != Libc.ECONNREFUSED)
                {
                    throw new GraftException(DiagnosticCatalog.RuntimeExists.At(
                        $"a runtime named '{name}' is running already; end it or choose another name"));
                }

                File.Delete(path);
            }

            return UnixSocket.Listen(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraftException(DiagnosticCatalog.FileAccess.At($"the runtime's socket cannot be made: {e.Message}", path));
        }
    }

    private static FileStream Guard()
    {
        string path = Path.Combine(UserFolder.Get(), LockFile);
        long deadline = Environment.TickCount64 + (long)AgentLimits.Connect.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 < deadline)
            {
                Thread.Sleep(5); // another runtime is just starting
            }
        }
    }

    private void AcceptSessions()
    {
        while (_listener.Accept() is { } socket)
        {
            var session = new AgentSession(_agent, new FrameChannel(socket), _requestShutdown, Remove);
            lock (_sync)
            {
                if (_isStopped)
                {
                    socket.Dispose();
                    return;
                }

                _sessions.Add(session);
            }

            session.Start(SessionStackSize);
        }
    }

    private void Remove(AgentSession session)
    {
        lock (_sync)
            _sessions.Remove(session);
    }
}
