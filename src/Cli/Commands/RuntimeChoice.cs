using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary>Which runtime a command means.</summary>
internal static class RuntimeChoice
{
    /// <summary>The named runtime, or the only one that is running.</summary>
    /// <exception cref="GraftException">None was named, and not exactly one is running.</exception>
    public static string Name(string? named)
    {
        if (named is not null)
            return named;
        var running = RuntimeName.Running();
        return running.Count switch
        {
            1 => running[0],
            0 => throw new GraftException(DiagnosticCatalog.NoRuntime.At(
                "no runtime is running; start one with 'graft run', or a program that embeds Graft.Runtime")),
            _ => throw new GraftException(DiagnosticCatalog.Usage.At(
                $"several runtimes are running: {string.Join(", ", running)}; choose one with --runtime NAME")),
        };
    }

    /// <summary>A session with the named runtime, or with the only one that is running.</summary>
    /// <exception cref="GraftException">There is none, or it cannot be reached.</exception>
    public static AgentConnection Connect(string? named) => AgentConnection.Connect(Name(named));
}
