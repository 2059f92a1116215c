using System.Diagnostics;
using Graft.Client;

namespace Graft.Cli.Watching;

/// <summary>What a build by MSBuild gave.</summary>
/// <param name="Succeeded">Whether there was no error.</param>
/// <param name="Records">How each project that could be evaluated is built and loaded.</param>
internal sealed record ProjectBuildResult(bool Succeeded, IReadOnlyList<ModuleRecord> Records);

/// <summary>
/// Builds projects with <c>dotnet msbuild</c>: at the start, and whenever more than contents of files changed. Its errors and warnings
/// are told as its own messages are.
/// </summary>
internal static class ProjectBuild
{
    /// <summary>Builds to the end.</summary>
    /// <param name="target">What to build.</param>
    /// <param name="arguments">More arguments.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="IOException">There is no <c>dotnet</c>.</exception>
    public static async Task<ProjectBuildResult> RunAsync(
        WatchTarget target, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("graft-watch-").FullName;
        try
        {
            string records = Path.Combine(folder, "records");
            Directory.CreateDirectory(records);
            int code = await RunAsync(
                ["msbuild", target.WriteBuildFile(folder), "-restore", "-nologo", "-verbosity:quiet", "-consoleLoggerParameters:NoSummary", "-tl:off",
                    $"-property:GraftRecordPath={records}/", .. arguments],
                cancellationToken).ConfigureAwait(false);
            return new(code == 0, ModuleRecord.ReadAll(records));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(FindDotnet(), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            // Nothing but errors and warnings comes; those go to stderr, whoever finds them.
            while (await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
                await Console.Error.WriteLineAsync(line).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // The one that runs this process, if it does.
    private static string FindDotnet() =>
        Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path
        : "dotnet";
}
