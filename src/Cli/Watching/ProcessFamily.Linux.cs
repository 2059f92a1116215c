using System.Globalization;
using System.Runtime.InteropServices;

namespace Graft.Cli.Watching;

/// <summary>A process, told from a later one of the same number by its start.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Start">When it started, in ticks since the system did.</param>
internal readonly record struct ProcessIdentity(int Id, ulong Start);

/// <summary>Which processes another one started, and which of them still run (proc(5)).</summary>
internal static partial class ProcessFamily
{
    private const int SIGKILL = 9;

    /// <summary>Whether a process runs, as far as this process can see.</summary>
    public static bool IsRunning(int processId) => Read(processId) is not null;

    /// <summary>Whether it is still this process that runs.</summary>
    public static bool IsRunning(ProcessIdentity process) => Read(process.Id) is { } now && now.Start == process.Start;

    /// <summary>All processes that descend from one, as they are now.</summary>
    public static IReadOnlyList<ProcessIdentity> DescendantsOf(int processId)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Read(id) is { } stat
                ? (stat.Parent, Process: new ProcessIdentity(id, stat.Start)) : default)
            .ToLookup(pair => pair.Parent, pair => pair.Process);
        var found = new List<ProcessIdentity>(children[processId]);
        for (int i = 0; i < found.Count; i++)
            found.AddRange(children[found[i].Id]);
        return found;
    }

    /// <summary>Ends a process without asking it.</summary>
    public static void Kill(ProcessIdentity process) => _ = Kill(process.Id, SIGKILL);

    // "id (name) state parent ...": the name may hold anything. The start is the 22nd field. A zombie does not run.
    private static (int Parent, ulong Start)? Read(int processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : (int.Parse(fields[1], CultureInfo.InvariantCulture), ulong.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
