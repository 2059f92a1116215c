using System.Collections.Concurrent;

namespace Graft.Engine.Build;

/// <summary>
/// The sources that a host remembers, by their objects' paths; of more than fit those that were not built for longest are forgotten,
/// which costs time and nothing else. Also does, when a build is over, what its result does not have to wait for. Thread-safe.
/// </summary>
public sealed class SourceStates : IAsyncDisposable
{
    /// <summary>In bytes: a dozen sources of SQLite's size.</summary>
    private const long Limit = 512L << 20;

    private readonly Lock _lock = new();
    private readonly List<(string Path, SourceState State)> _states = [];
    private readonly ConcurrentDictionary<string, Lazy<Task>> _work = new(StringComparer.Ordinal);

    /// <summary>Waits for what is still to be done.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var work in _work.Values)
            await EndAsync(work).ConfigureAwait(false);
    }

    /// <summary>Takes a source's state out: who builds the source owns it, and no work on it is under way.</summary>
    /// <returns>Null if nothing is known, or of other options.</returns>
    internal async Task<SourceState?> TakeAsync(string objectPath, UInt128 key)
    {
        if (_work.TryRemove(objectPath, out var work))
            await EndAsync(work).ConfigureAwait(false);
        lock (_lock)
        {
            int index = _states.FindIndex(one => one.Path == objectPath);
            if (index < 0)
                return null;
            var state = _states[index].State;
            _states.RemoveAt(index);
            return state.Snapshot.Key == key ? state : null;
        }
    }

    /// <summary>Remembers a source.</summary>
    internal void Put(string objectPath, SourceState state)
    {
        lock (_lock)
        {
            _states.RemoveAll(one => one.Path == objectPath); // two builds of different archives may share an object
            _states.Add((objectPath, state));
            long weight = _states.Sum(static one => one.State.Weight);
            while (weight > Limit && _states.Count > 1)
            {
                weight -= _states[0].State.Weight;
                _states.RemoveAt(0);
            }
        }
    }

    /// <summary>Has something done after the build, but before the next one of the same source.</summary>
    /// <returns>Begins it when its value is asked for. If it fails, that is for who asks for it to tell.</returns>
    internal Lazy<Task> Later(string objectPath, Func<Task> work) => _work[objectPath] = new(() => Task.Run(work));

    // Whatever failed, the source is built again then, since nothing on disk says that it was: no reason for the next build to fail too.
    private static async Task EndAsync(Lazy<Task> work) => await work.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
