using System.Collections.Concurrent;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>
/// Modules that are built and whose files are still to be written: an edit is alive sooner if they wait for that. Who loads such a module takes
/// its objects from here. Files that nobody asks for are written after a second. Thread-safe.
/// </summary>
public sealed class PendingOutputs : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, PendingModule> _modules = new(StringComparer.Ordinal);

    /// <summary>Waits until all is written.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string archive in _modules.Keys)
            await FinishAsync(archive).ConfigureAwait(false);
    }

    /// <summary>Writes a module's files, if that is still to be done.</summary>
    /// <param name="archive">Path of its archive.</param>
    /// <returns>What went wrong: the module is as if it had not been built.</returns>
    public async Task<IReadOnlyList<Diagnostic>> FinishAsync(string archive)
    {
        if (!_modules.TryGetValue(archive, out var module))
            return [];
        var diagnostics = await module.WriteAsync().ConfigureAwait(false);
        _modules.TryRemove(new(archive, module));
        return diagnostics;
    }

    /// <summary>Remembers a module.</summary>
    /// <param name="archive">Path of its archive.</param>
    /// <param name="objects">Its objects, in the order of its sources, as an archive's members.</param>
    /// <param name="fresh">Those of them that were just made: both the load and the files need them read, which begins at once.</param>
    /// <param name="write">Writes its files, and tells what went wrong; must not throw.</param>
    internal void Add(string archive, IReadOnlyList<ObjectInput> objects, IReadOnlyList<ObjectInput> fresh, Func<Task<IReadOnlyList<Diagnostic>>> write)
    {
        var module = new PendingModule(objects, fresh, write);
        _modules[archive] = module;
        _ = Task.Delay(Patience).ContinueWith(_ => module.WriteAsync(), TaskScheduler.Default);
    }

    /// <summary>The objects of an archive that is not written yet; null of all others.</summary>
    internal IReadOnlyList<ObjectInput>? Find(IReadOnlyList<string> files) =>
        files is [var archive] && _modules.TryGetValue(archive, out var module) ? module.Objects : null;

    private sealed class PendingModule(IReadOnlyList<ObjectInput> objects, IReadOnlyList<ObjectInput> fresh, Func<Task<IReadOnlyList<Diagnostic>>> write)
    {
        private readonly Lock _lock = new();
        private readonly Task _reading = Task.Run(() => Parallel.ForEach(fresh, Read));
        private Task<IReadOnlyList<Diagnostic>>? _writing;
        private volatile IReadOnlyList<ObjectInput>? _objects = objects;

        /// <summary>The objects, until they are written: what cannot be written can be loaded nevertheless.</summary>
        public IReadOnlyList<ObjectInput>? Objects
        {
            get
            {
                _reading.GetAwaiter().GetResult();
                return _objects;
            }
        }

        /// <summary>Writes, once.</summary>
        public Task<IReadOnlyList<Diagnostic>> WriteAsync()
        {
            lock (_lock)
                return _writing ??= Task.Run(RunAsync);
        }

        // What is wrong with one is for who uses it to tell.
        private static void Read(ObjectInput input) => input.Unit = ObjectReader.Read(input, new DiagnosticBag());

        private async Task<IReadOnlyList<Diagnostic>> RunAsync()
        {
            await _reading.ConfigureAwait(false);
            var diagnostics = await write().ConfigureAwait(false);
            if (diagnostics.Count == 0)
                _objects = null;
            return diagnostics;
        }
    }
}
