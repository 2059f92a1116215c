using System.Diagnostics;

namespace Graft.Bench;

/// <summary>How a tool's run went.</summary>
/// <param name="Output">What it wrote to both streams.</param>
/// <param name="ExitCode">Its exit code; null if it was ended because it took too long.</param>
/// <param name="Seconds">From before its start until it was gone.</param>
internal sealed record ToolRun(string Output, int? ExitCode, double Seconds);

/// <summary>Runs tools as processes of their own.</summary>
internal static class ToolProcess
{
    /// <summary>Runs a tool for at most so long.</summary>
    public static ToolRun Run(string tool, IEnumerable<string> arguments, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(limit);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!ended)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return new(output.Result + errors.Result, ended ? process.ExitCode : null, seconds);
    }

    /// <summary>Runs a tool that has to succeed, and gives what it said.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Require(string tool, IEnumerable<string> arguments)
    {
        var run = Run(tool, arguments, TimeSpan.FromMinutes(2));
        return run.ExitCode == 0 ? run.Output : throw new InvalidOperationException($"{tool} failed: {run.Output}");
    }
}
