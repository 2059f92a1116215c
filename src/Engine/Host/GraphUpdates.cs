using System.IO.Hashing;
using Graft.Engine.Graph;

namespace Graft.Engine.Host;

/// <summary>
/// Takes what builds wrote into the graph, one after the other and beside their answers: reading a large module's list takes longer than
/// patching one function of it. Whoever asks for the graph waits for that. A host that is killed meanwhile loses nothing that the next build of
/// the module does not bring back. Thread-safe.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="lifetime">Told that the host is at work.</param>
internal sealed class GraphUpdates(GraphStore graph, HostLifetime lifetime)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (UInt128 Digest, ModuleSymbols Module)> _taken = new(StringComparer.Ordinal);
    private Task _last = Task.CompletedTask;

    /// <summary>Begins to read what the folder has, so that it is there when somebody asks.</summary>
    public void Preload() => Begin(() => _ = graph.Current);

    /// <summary>Begins to take a module's symbol list.</summary>
    public void Take(string symbolList) => Begin(() => Read(symbolList));

    /// <summary>Takes a module's symbol list, and tells what it made of the graph; null if the list says nothing new.</summary>
    public async Task<GraphUpdate?> TakeAsync(string symbolList, CancellationToken cancellationToken)
    {
        GraphUpdate? update = null;
        await Begin(() => update = Read(symbolList)).WaitAsync(cancellationToken).ConfigureAwait(false);
        return update;
    }

    /// <summary>The graph with all that was begun.</summary>
    public async Task<SymbolGraph> GetAsync(CancellationToken cancellationToken)
    {
        Task last;
        lock (_gate)
            last = _last;
        await last.WaitAsync(cancellationToken).ConfigureAwait(false);
        return graph.Current;
    }

    private Task Begin(Action work)
    {
        var request = lifetime.BeginRequest();
        lock (_gate)
        {
            return _last = _last.ContinueWith(
                _ =>
                {
                    using (request)
                        work();
                },
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    // A list with the bytes that it had says nothing new while the graph has what it said.
    private GraphUpdate? Read(string symbolList)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(symbolList);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var digest = XxHash128.HashToUInt128(bytes);
        if (_taken.TryGetValue(symbolList, out var taken) && taken.Digest == digest && ReferenceEquals(graph.Current.Find(taken.Module.Name), taken.Module))
            return null;
        if (SymbolListReader.TryParse(bytes) is not { } symbols)
            return null;
        var before = graph.Current.Find(symbols.Name);
        var after = graph.Set(symbols);
        _taken[symbolList] = (digest, after.Find(symbols.Name)!);
        return new(before, symbols, after);
    }
}

/// <summary>What a build made of the graph.</summary>
/// <param name="Before">The module as the build before left it; null if there was none.</param>
/// <param name="Now">The module as it is.</param>
/// <param name="Graph">All modules, with this one as it is.</param>
internal sealed record GraphUpdate(ModuleSymbols? Before, ModuleSymbols Now, SymbolGraph Graph);
