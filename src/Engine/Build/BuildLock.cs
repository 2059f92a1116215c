using System.Diagnostics;
using System.Globalization;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>Lets one engine at a time build a module: hosts of two versions, or builds without a host, would write the same files.</summary>
internal static class BuildLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // A shorter wait is not worth a line.
    private static readonly TimeSpan Notable = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the lock of a request; disposing of the result gives it up, and so does the end of this process.</summary>
    /// <returns>Null if the request names none, or if it was not to be had, which is then among the diagnostics.</returns>
    public static async Task<IDisposable?> TakeAsync(BuildModuleRequest request, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        if (request.Lock.Length == 0)
            return null;
        long start = Stopwatch.GetTimestamp();
        string holder = "";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(request.Lock)!);
            while (true)
            {
                var elapsed = Stopwatch.GetElapsedTime(start);
                if (FileLock.TryTake(request.Lock) is { } taken)
                {
                    if (elapsed > Notable)
                        diagnostics.Add(Busy($"waited {Seconds(elapsed)} s for {holder}, which built the same files") with { Severity = DiagnosticSeverity.Info });
                    return taken;
                }

                holder = HolderOf(request.Lock);
                if (elapsed > TimeSpan.FromSeconds(request.LockSeconds))
                {
                    diagnostics.Add(Busy($"{holder} has been building the same files for more than {Seconds(elapsed)} s; wait for it or end it, and build again"));
                    return null;
                }

                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(DiagnosticCatalog.FileAccess.At(e.Message, request.Lock));
            return null;
        }

        Diagnostic Busy(string text) => DiagnosticCatalog.ModuleIsBusy.At($"module {request.Module}: {text}", request.Lock);
    }

    private static string HolderOf(string path) => FileLock.ReadHolder(path) is > 0 and var id ? $"process {id}" : "another process";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
