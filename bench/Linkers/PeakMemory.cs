using System.Globalization;

namespace Graft.Bench.Linkers;

/// <summary>Greatest resident size of a tool's process, told by GNU time: a parent that is .NET would be counted in.</summary>
internal static class PeakMemory
{
    private const string GnuTime = "/usr/bin/time";

    /// <summary>Runs a tool once more, unmeasured otherwise.</summary>
    /// <returns>Bytes; null without GNU time or if the tool failed.</returns>
    public static long? Of(string tool, IEnumerable<string> arguments)
    {
        if (!File.Exists(GnuTime))
            return null;
        string report = Path.GetTempFileName();
        try
        {
            var run = ToolProcess.Run(GnuTime, ["--format=%M", "--output=" + report, tool, .. arguments], TimeSpan.FromMinutes(1));
            return run.ExitCode == 0 ? 1024 * long.Parse(File.ReadAllText(report), CultureInfo.InvariantCulture) : null;
        }
        finally
        {
            File.Delete(report);
        }
    }
}
