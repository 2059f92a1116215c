using System.Diagnostics;
using System.Globalization;
using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>
/// A user's folder of one test, so that no test meets another's host. Disposing ends the hosts that listen in it.
/// </summary>
internal sealed class TestHome : IDisposable
{
    // Short: a socket's path has at most 107 bytes.
    public string Path { get; } = Directory.CreateTempSubdirectory("gh").FullName;

    /// <summary>A limit for whatever a test waits for.</summary>
    public static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public HostOptions Options => new() { Home = Path, IdleTime = TimeSpan.FromMinutes(2) };

    /// <summary>The processes whose command line names this folder.</summary>
    public IReadOnlyList<int> HostProcesses() =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(System.IO.Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && CommandLine(id).Contains($" host --socket {Path}/", StringComparison.Ordinal) && DetachedProcess.IsAlive(id)),
    ];

    /// <summary>Kills a process as <c>kill -9</c> does, and waits until it is gone.</summary>
    public static void Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
            WaitForEnd(processId, TimeSpan.FromSeconds(10));
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    public static void WaitForEnd(int processId, TimeSpan limit)
    {
        var giveUp = DateTime.UtcNow + limit;
        while (DetachedProcess.IsAlive(processId))
        {
            Assert.True(DateTime.UtcNow < giveUp, $"process {processId} did not end within {limit}");
            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        foreach (int id in HostProcesses())
            Kill(id);
        Directory.Delete(Path, recursive: true);
    }

    private static string CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
