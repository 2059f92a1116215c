using System.Diagnostics;

namespace Graft.Tests.Sdk;

/// <summary>The engine hosts and compile workers that use one folder of sockets, found by their environment in /proc.</summary>
public sealed class EngineProcesses(string home)
{
    /// <summary>The folder of sockets, the value of <c>GRAFT_HOME</c>.</summary>
    public string Home => home;

    public IReadOnlyList<int> Hosts() => Find("host");

    public IReadOnlyList<int> Workers() => Find("worker");

    /// <summary>Waits until there is a process of this kind, and then until it is well into its work.</summary>
    public static async Task<int> WaitForAsync(Func<IReadOnlyList<int>> kind, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (kind() is [int first, ..])
            {
                await Task.Delay(TimeSpan.FromMilliseconds(400), cancellationToken);
                if (kind().Contains(first))
                    return first;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <summary>Kills one at once, as <c>kill -9</c> does.</summary>
    public static void Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void EndAll()
    {
        foreach (int processId in Hosts().Concat(Workers()))
            Kill(processId);
    }

    private List<int> Find(string command)
    {
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int processId))
                continue;
            try
            {
                string[] arguments = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                int engine = Array.FindIndex(arguments, a => a.EndsWith("Graft.Engine.dll", StringComparison.Ordinal));
                if (engine < 0 || arguments.ElementAtOrDefault(engine + 1) != command)
                    continue;
                if (File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Contains($"GRAFT_HOME={home}"))
                    found.Add(processId);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at, or is another user's.
            }
        }

        return found;
    }
}
