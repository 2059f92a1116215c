using System.Diagnostics;

namespace Graft.Tests.Runtimes;

/// <summary>A child process of <c>tests/Dummy</c>; disposing kills it.</summary>
internal sealed class DummyProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    public DummyProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Graft.Dummy.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>A runtime in a child process, listening; and its name.</summary>
    public static DummyProcess Runtime(out string name, params string[] policy)
    {
        name = $"dummy-{Guid.NewGuid():N}"[..20];
        var process = new DummyProcess(["runtime", name, .. policy]);
        Assert.Equal("ready", process.ReadLine());
        return process;
    }

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public string? ReadLine()
    {
        var line = _process.StandardOutput.ReadLineAsync();
        Assert.True(line.Wait(Limit), "the child process said nothing");
        return line.Result;
    }

    /// <summary>Waits for the end: exit code and all of stderr.</summary>
    public (int ExitCode, string Errors) WaitForExit()
    {
        Assert.True(_process.WaitForExit(Limit), "the child process did not end");
        return (_process.ExitCode, _errors.Result);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit(Limit);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
