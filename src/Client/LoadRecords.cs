using System.Text.Json;
using Graft.Protocol;

namespace Graft.Client;

/// <summary>
/// Remembers which modules were loaded into a runtime of a name, and of which files: what a runtime that comes later gets. One file for
/// each name in the user's folder, replaced as a whole: a process may die at any moment. A file that is damaged counts as missing, and one that
/// cannot be written costs late joiners only. Thread-safe, also between processes.
/// </summary>
/// <param name="home">The user's folder; null for this process's own.</param>
public sealed class LoadRecords(string? home = null)
{
    // A change takes a millisecond; who finds the lock taken for longer goes without the record.
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(2);

    private readonly string _folder = Path.Combine(home ?? UserFolder.Get(), "loads");

    /// <summary>The loads that a runtime of a name had, each module's newest, in the order of their first.</summary>
    public IReadOnlyList<LoadModuleRequest> Read(string runtime)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(runtime)), HostJson.Default.ListLoadModuleRequest) ?? [];
        }
        catch (Exception e) when (IsTrouble(e))
        {
            return [];
        }
    }

    /// <summary>Notes a load; its module's older one is forgotten.</summary>
    public void Note(LoadModuleRequest load)
    {
        ArgumentNullException.ThrowIfNull(load);
        Change(load.Runtime, loads =>
        {
            int known = loads.FindIndex(other => other.Module == load.Module);
            if (known < 0)
                loads.Add(load);
            else
                loads[known] = load;
        });
    }

    /// <summary>Forgets modules of a runtime.</summary>
    public void Forget(string runtime, IReadOnlyList<string> modules) =>
        Change(runtime, loads => loads.RemoveAll(load => modules.Contains(load.Module)));

    private void Change(string runtime, Action<List<LoadModuleRequest>> change)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            using var turn = Lock();
            if (turn is null)
                return;
            List<LoadModuleRequest> loads = [.. Read(runtime)];
            byte[] before = Encode(loads);
            change(loads);
            byte[] after = Encode(loads);
            if (!after.AsSpan().SequenceEqual(before))
                Replace(PathOf(runtime), after);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            // Whoever loads has what it asked for.
        }
    }

    private IDisposable? Lock()
    {
        string path = Path.Combine(_folder, "lock");
        var giveUp = DateTime.UtcNow + LockLimit;
        while (true)
        {
            if (FileLock.TryTake(path) is { } taken)
                return taken;
            if (DateTime.UtcNow > giveUp)
                return null;
            Thread.Sleep(1);
        }
    }

    private static void Replace(string path, byte[] content)
    {
        string temporary = $"{path}.{Environment.ProcessId}.new";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }

    private static byte[] Encode(List<LoadModuleRequest> loads) => JsonSerializer.SerializeToUtf8Bytes(loads, HostJson.Default.ListLoadModuleRequest);

    private static bool IsTrouble(Exception e) => e is IOException or UnauthorizedAccessException or JsonException;

    // A runtime's name is fit for a file's.
    private string PathOf(string runtime) => Path.Combine(_folder, $"{runtime}.json");
}
