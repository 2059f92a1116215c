using System.Diagnostics;
using System.Text;

namespace Graft.Engine.Compile;

/// <summary>What a tool that ran to its end left behind.</summary>
/// <param name="Status">How it ended; null if it was ended because its time was up.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ToolResult(ToolStatus? Status, byte[] Output, string Errors);

/// <summary>How a tool ended.</summary>
internal readonly record struct ToolStatus(int ExitCode, ExitSignal Signal);

/// <summary>Runs a command-line tool to its end: no input, no shell, messages in English.</summary>
internal static class ToolProcess
{
    // A compiler that is asked to end removes its files and does so in milliseconds.
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(2);

    /// <summary>Runs it.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the process is gone.</exception>
    /// <param name="path">The tool.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder to run in.</param>
    /// <param name="variables">Variables of the environment that differ from this process's; null for those that it shall not have.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ToolResult> RunAsync(
        string path, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string?>> variables, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        using var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output, CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            End(process);
            cancellationToken.ThrowIfCancellationRequested();
            return new ToolResult(null, [], await errors.ConfigureAwait(false));
        }

        await copying.ConfigureAwait(false);
        var status = new ToolStatus(process.ExitCode, ExitSignal.Of(process));
        return new ToolResult(status, output.ToArray(), await errors.ConfigureAwait(false));
    }

    private static void End(Process process)
    {
        WorkerSystem.Terminate(process.Id);
        if (!process.WaitForExit(TerminationLimit))
            process.Kill(entireProcessTree: true);
    }
}
