using System.Collections.Concurrent;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>
/// Knows the runtimes that follow another, and notices those that start: a runtime makes its socket in the user's folder. Thread-safe.
/// </summary>
internal sealed class FollowerMonitor : IDisposable
{
    private const string SocketPattern = "*.runtime";

    // Between making its socket and listening on it a runtime does nothing else.
    private static readonly TimeSpan ListenLimit = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly Action<string, string> _joined;
    private readonly FileSystemWatcher _watcher;

    /// <summary>Begins to watch; runtimes that run already are noticed too.</summary>
    /// <param name="folder">The user's folder.</param>
    /// <param name="joined">Told of a runtime that follows another, and of which; on any thread.</param>
    /// <exception cref="IOException">The system has no watch left.</exception>
    public FollowerMonitor(string folder, Action<string, string> joined)
    {
        _joined = joined;
        _watcher = new(folder, SocketPattern) { NotifyFilter = NotifyFilters.FileName };
        _watcher.Created += (_, e) => LookAt(e.FullPath);
        _watcher.Deleted += (_, e) => Forget(Path.GetFileNameWithoutExtension(e.FullPath));
        _watcher.EnableRaisingEvents = true;
        foreach (string socket in Directory.GetFiles(folder, SocketPattern))
            LookAt(socket);
    }

    /// <summary>The runtimes that follow one.</summary>
    public IEnumerable<string> Of(string source) =>
        _sources.Where(follower => follower.Value == source && follower.Key != source).Select(follower => follower.Key).Order(StringComparer.Ordinal);

    /// <summary>Forgets a runtime that is gone.</summary>
    public void Forget(string runtime) => _sources.TryRemove(runtime, out _);

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    private void LookAt(string socket) => Task.Run(() =>
    {
        string name = Path.GetFileNameWithoutExtension(socket);
        if (AskWhomItFollows(name) is not { Length: > 0 } source)
            return;
        _sources[name] = source;
        _joined(name, source);
    });

    private static string? AskWhomItFollows(string name)
    {
        var giveUp = DateTime.UtcNow + ListenLimit;
        while (true)
        {
            try
            {
                using var agent = AgentConnection.Connect(name);
                return agent.GetStatus().Follows;
            }
            catch (GraftException) when (DateTime.UtcNow < giveUp)
            {
                Thread.Sleep(10);
            }
            catch (GraftException)
            {
                return null; // a socket that a dead runtime left, or one of another version
            }
        }
    }
}
