using System.Globalization;

namespace Graft.Client;

/// <summary>
/// Starts a host that outlives its starter: no stream, no terminal and no parent of its starter's. An inherited standard
/// output would keep whoever reads a build's output waiting for as long as the host lives.
/// </summary>
internal static class DetachedProcess
{
    // The shell leaves at once, so that init adopts the host and no zombie is left in a long-lived MSBuild node; in the
    // background it starts the host deaf to the terminal's Ctrl+C, until the host has called setsid. Other descriptors that
    // may be inherited, pipes of a build server or of make, are closed by the host: not every shell can name them.
    private const string Script =
        """
        errors=$1; shift
        "$@" </dev/null >/dev/null 2>"$errors" &
        echo $!
        """;

    /// <summary>Starts an engine with arguments; what it prints to its standard error goes to a file.</summary>
    /// <returns>The id of its process.</returns>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static async Task<int> StartAsync(
        HostOptions options, IReadOnlyList<string> arguments, string errorLog, CancellationToken cancellationToken)
    {
        var start = DotnetCommand.In(options, "/bin/sh");
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (string argument in (string[])["-c", Script, "sh", errorLog, DotnetCommand.Find(), options.Engine.EngineAssembly, .. arguments])
            start.ArgumentList.Add(argument);

        using var shell = ChildProcess.Start(start);
        string output = await shell.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await shell.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return int.TryParse(output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
            ? processId
            : throw new IOException($"the shell that starts the engine host ended with code {shell.ExitCode}");
    }

    /// <summary>Whether a process is there and is not a zombie.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            // proc(5): "pid (comm) state ..."; comm may hold anything, also parentheses.
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            int state = stat.LastIndexOf(')') + 2;
            return state >= 2 && state < stat.Length && stat[state] is not ('Z' or 'X');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
