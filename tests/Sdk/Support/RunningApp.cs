using System.Diagnostics;

namespace Graft.Tests.Sdk;

/// <summary>A program built by a test, which answers each line that it reads with a line. Disposing ends it.</summary>
public sealed class RunningApp : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    public RunningApp(ProjectFolder folder, string assembly)
    {
        var start = new ProcessStartInfo("dotnet", [folder.PathOf(assembly)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Folder,
        };
        start.Environment["GRAFT_HOME"] = folder.Processes.Home;
        _process = Process.Start(start)!;
    }

    public async Task<string?> CallAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return await ReadLineAsync();
    }

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Limit);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }
}
