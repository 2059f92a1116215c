using System.Diagnostics;
using Graft.Protocol;

namespace Graft.Bench;

/// <summary>
/// A process that holds runtimes, one after the other: every link gets a fresh one, in a process that is warm, as a user's
/// program is. Its input is one name per line; it answers with the name once that runtime is there.
/// </summary>
internal sealed class RuntimeServer : IDisposable
{
    private readonly Process _process;
    private readonly string _home = Directory.CreateTempSubdirectory("gb").FullName;
    private int _count;

    public RuntimeServer()
    {
        Environment.SetEnvironmentVariable(UserFolder.Variable, _home);
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(RuntimeServer).Assembly.Location, "serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Replaces the runtime by a fresh one and gives its name.</summary>
    public string Renew()
    {
        string name = $"bench{++_count}";
        _process.StandardInput.WriteLine(name);
        string? answer = _process.StandardOutput.ReadLine();
        return answer == name ? name : throw new InvalidOperationException($"the process with the runtimes answered '{answer}'");
    }

    /// <summary>What the process does.</summary>
    public static int Serve()
    {
        Runtime? runtime = null;
        while (Console.ReadLine() is { } name)
        {
            runtime?.Dispose();
            runtime = Runtime.Create(name, new RuntimeOptions { ArenaSize = 256 * 1024 * 1024 });
            Console.WriteLine(name);
        }

        runtime?.Dispose();
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
        Directory.Delete(_home, recursive: true);
    }
}
