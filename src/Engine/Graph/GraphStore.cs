using System.IO.Hashing;
using System.Text;

namespace Graft.Engine.Graph;

/// <summary>
/// Keeps the graph across builds and across processes: one file for each module in a folder, written whole or not at all.
/// A file that is corrupt or foreign counts as missing; a folder that cannot be written costs the memory of past processes
/// only. Several processes may share a folder: each module is as its last build left it. Thread-safe.
/// </summary>
/// <param name="folder">Where the files are; null to keep nothing.</param>
internal sealed class GraphStore(string? folder)
{
    private const string Ending = ".symbols";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, KnownFile> _files = new(StringComparer.Ordinal);
    private SymbolGraph _graph = SymbolGraph.Empty;

    /// <summary>The graph, with what other processes have built since; the same reference while nothing is new.</summary>
    public SymbolGraph Current
    {
        get
        {
            lock (_gate)
            {
                Refresh();
                return _graph;
            }
        }
    }

    /// <summary>Takes a module's new state; writes nothing if it is the state that is known.</summary>
    /// <returns>The graph with it.</returns>
    public SymbolGraph Set(ModuleSymbols module)
    {
        lock (_gate)
        {
            Refresh();
            var graph = _graph.With(module);
            if (!ReferenceEquals(graph, _graph))
            {
                _graph = graph;
                Save(module);
            }

            return graph;
        }
    }

    /// <summary>Forgets a module.</summary>
    /// <returns>The graph without it.</returns>
    public SymbolGraph Remove(string module)
    {
        lock (_gate)
        {
            Refresh();
            _graph = _graph.Without(module);
            if (folder is not null && _files.Remove(PathOf(module)))
                TryAccess(() => File.Delete(PathOf(module)));
            return _graph;
        }
    }

    private static bool TryAccess(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string PathOf(string module) =>
        Path.Combine(folder!, $"{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(module)):x16}{Ending}");

    /// <summary>Reads the files that are new or changed since the last look, and forgets the modules of those that are gone.</summary>
    private void Refresh()
    {
        if (folder is null)
            return;
        FileInfo[] files = [];
        TryAccess(() => files = Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles("*" + Ending) : []);
        var gone = _files.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var file in files)
        {
            gone.Remove(file.FullName);
            var stamp = Stamp.Of(file);
            if (!_files.TryGetValue(file.FullName, out var known) || known.Stamp != stamp)
                Read(file.FullName, stamp);
        }

        foreach (string path in gone)
        {
            if (_files.Remove(path, out var known) && known.Module is not null)
                _graph = _graph.Without(known.Module);
        }
    }

    private void Read(string path, Stamp stamp)
    {
        byte[] bytes = [];
        TryAccess(() => bytes = File.ReadAllBytes(path));
        var module = ModuleFile.Decode(bytes);

        // A good file under another module's name is foreign too: a copy would come back after its module is removed.
        if (module is not null && PathOf(module.Name) != path)
            module = null;
        _files[path] = new(stamp, module?.Name);
        if (module is not null)
            _graph = _graph.With(module);
    }

    private void Save(ModuleSymbols module)
    {
        if (folder is null)
            return;
        string path = PathOf(module.Name);
        string temporary = $"{path}.{Environment.ProcessId}.new";
        TryAccess(() =>
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(temporary, ModuleFile.Encode(module));
            File.Move(temporary, path, overwrite: true);
            _files[path] = new(Stamp.Of(new(path)), module.Name);
        });
    }

    /// <summary>What changes when a file is replaced.</summary>
    private readonly record struct Stamp(DateTime Written, long Length)
    {
        public static Stamp Of(FileInfo file) => new(file.LastWriteTimeUtc, file.Length);
    }

    private readonly record struct KnownFile(Stamp Stamp, string? Module);
}
