using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Graft.Tests.Sdk;

namespace Graft.Tests.Watch;

/// <summary>
/// A user who watches projects of a folder: <c>graft watch</c> as a real process, whose output is waited for and whose keys are pressed
/// through a pipe. Disposing ends it and the programs that were started.
/// </summary>
internal sealed class WatchScene : IAsyncDisposable
{
    /// <summary>Far more than anything here takes, so that a hang fails the test and not the whole run.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _transcript = new();
    private readonly List<Process> _runtimes = [];

    private WatchScene(ProjectFolder folder, Process process)
    {
        (Folder, Process) = (folder, process);
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ProjectFolder Folder { get; }

    /// <summary>The watch.</summary>
    public Process Process { get; }

    /// <summary>All that the watch has printed.</summary>
    public string Transcript
    {
        get
        {
            lock (_transcript)
                return _transcript.ToString();
        }
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="folder">The projects; disposed of with the scene.</param>
    /// <param name="arguments">The arguments of <c>graft watch</c>.</param>
    public static WatchScene Start(ProjectFolder folder, params string[] arguments) =>
        new(folder, Start(folder, "graft.dll", ["watch", .. arguments]));

    /// <summary>Starts a runtime, and waits until it listens.</summary>
    public async Task<RunningRuntime> StartRuntimeAsync(string name)
    {
        var process = Start(Folder, "Graft.Dummy.dll", ["runtime", name, "fail"]);
        _runtimes.Add(process);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync().WaitAsync(Limit));
        return new(process);
    }

    /// <summary>Starts another program, and waits until it prints something.</summary>
    public async Task StartProgramAsync(string program, params string[] arguments)
    {
        var process = Start(Folder, program, arguments);
        _runtimes.Add(process);
        Assert.NotNull(await process.StandardOutput.ReadLineAsync().WaitAsync(Limit));
    }

    /// <summary>Waits for a line that matches, after those that were waited for before.</summary>
    public async Task<Match> ExpectAsync(string pattern)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (true)
            {
                var match = Regex.Match(await _lines.Reader.ReadAsync(limit.Token), pattern);
                if (match.Success)
                    return match;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"the watch did not print '{pattern}', but:\n{Transcript}", e);
        }
    }

    /// <summary>Presses a key.</summary>
    public void Press(char key)
    {
        Process.StandardInput.Write(key);
        Process.StandardInput.Flush();
    }

    /// <summary>Saves a file as the simplest editor does.</summary>
    public void Save(string relative, string content) => Folder.With(relative, content);

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
            Process.Kill();
        foreach (var runtime in _runtimes)
        {
            if (!runtime.HasExited)
                runtime.Kill();
            runtime.Dispose();
        }

        await Process.WaitForExitAsync();
        Process.Dispose();
        Folder.Dispose();
    }

    private static Process Start(ProjectFolder folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = program == "graft.dll",
            WorkingDirectory = folder.Folder,
        };
        foreach (string name in new[] { "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "GRAFT_ENGINE" })
            start.Environment.Remove(name);
        start.Environment["GRAFT_HOME"] = folder.Processes.Home;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        return Process.Start(start)!;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_transcript)
            _transcript.AppendLine(line);
        _lines.Writer.TryWrite(line);
    }
}

/// <summary>A program with a runtime.</summary>
internal sealed class RunningRuntime(Process process)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public Process Process => process;

    /// <summary>Calls a function without parameters.</summary>
    public async Task<string?> CallAsync(string function)
    {
        await process.StandardInput.WriteLineAsync($"call {function}");
        await process.StandardInput.FlushAsync();
        return await process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
    }

    /// <summary>Kills it, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Limit);
    }
}
