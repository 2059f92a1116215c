using System.Diagnostics;

namespace Graft.Engine.Compile;

/// <summary>How a process ended.</summary>
/// <param name="Text">In words.</param>
/// <param name="IsFromOutside">Whether it was by a signal that programs do not raise on themselves.</param>
internal readonly record struct ExitSignal(string Text, bool IsFromOutside)
{
    private const int SignalBase = 128;

    /// <summary>Reads it off a process that has ended; .NET reports a signal as 128 and its number.</summary>
    public static ExitSignal Of(Process process) => (process.ExitCode - SignalBase) switch
    {
        1 => new("ended by SIGHUP", true),
        2 => new("ended by SIGINT", true),
        4 => new("illegal instruction", false),
        6 => new("aborted", false),
        7 => new("bus error", false),
        8 => new("arithmetic error", false),
        9 => new("ended by SIGKILL", true),
        11 => new("segmentation fault", false),
        15 => new("ended by SIGTERM", true),
        _ => new($"exit code {process.ExitCode}", false),
    };
}
