using System.Diagnostics;
using System.Text;
using CliWrap;
using Graft.Tests.Sdk;

namespace Graft.Tests.Cli;

/// <summary>
/// A user with a folder of their own, who runs <c>graft</c> as a program: runtimes, loads and hosts are real processes.
/// Disposing ends them all.
/// </summary>
internal sealed class GraftScene : IAsyncDisposable
{
    /// <summary>Far more than any command here takes, so that a hang fails the test and not the whole run.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "graft.dll");

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _runtimes = [];

    /// <summary>The folder for sockets and for the test's files; short, since a socket's path has at most 107 bytes.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("gc").FullName;

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Home, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(Home, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<GraftResult> RunAsync(params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Limit);
        var output = new StringBuilder();
        var error = new StringBuilder();
        var result = await Command([Program, .. arguments])
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error))
            .ExecuteAsync(limit.Token);
        return new(result.ExitCode, output.ToString(), error.ToString());
    }

    /// <summary>Starts a runtime and waits until it listens.</summary>
    /// <returns>Its process.</returns>
    public Task<int> StartRuntimeAsync(string name, params string[] options) =>
        StartAsync(Command([Program, "run", "--name", name, .. options]));

    /// <summary>Starts a program that embeds a runtime and does not let itself be ended from outside, and waits until it listens.</summary>
    /// <returns>Its process.</returns>
    public Task<int> StartStubbornProgramAsync(string name) =>
        StartAsync(Command([Path.Combine(AppContext.BaseDirectory, "Graft.Dummy.dll"), "runtime", name, "fail"])
            .WithStandardInputPipe(PipeSource.Create((_, end) => Task.Delay(Timeout.Infinite, end))));

    /// <summary>Starts the program under test in this user's folder; the caller ends it.</summary>
    public Process StartDummy(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Graft.Dummy.dll"), .. arguments]) { RedirectStandardOutput = true };
        start.Environment["GRAFT_HOME"] = Home;
        return Process.Start(start)!;
    }

    private async Task<int> StartAsync(Command program)
    {
        var listens = new TaskCompletionSource();
        var command = program
            .WithStandardOutputPipe(PipeTarget.ToDelegate(_ => listens.TrySetResult()))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(line => listens.TrySetException(new InvalidOperationException(line))))
            .ExecuteAsync(_end.Token);
        _runtimes.Add(command.Task);
        await listens.Task.WaitAsync(Limit);
        return command.ProcessId;
    }

    /// <summary>Loads IR as a module in a process of its own, without a host.</summary>
    public Task<GraftResult> LoadIrAsync(string module, string ir) =>
        RunAsync("load", "--standalone", "--module", module, Write($"{module}.ll", ir));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var runtime in _runtimes)
        {
            await runtime.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        new EngineProcesses(Home).EndAll();
        _end.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private Command Command(string[] arguments) => CliWrap.Cli.Wrap("dotnet")
        .WithArguments(arguments)
        .WithWorkingDirectory(Home)
        .WithEnvironmentVariables(new Dictionary<string, string?> { ["GRAFT_HOME"] = Home, ["GRAFT_ENGINE"] = null })
        .WithValidation(CommandResultValidation.None);
}
