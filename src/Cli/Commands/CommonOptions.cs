using System.CommandLine;
using Graft.Engine.Link;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary>Options that several commands have; each command gets its own instance.</summary>
internal static class CommonOptions
{
    // 24 days, in whole seconds: waits are 32-bit milliseconds to the system.
    private const int MostSeconds = int.MaxValue / 1000;

    /// <summary><c>--runtime</c>.</summary>
    public static Option<string?> Runtime() => new("--runtime", "-r")
    {
        Description = "Name of the runtime; may be left out while only one is running.",
    };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    /// <summary><c>--error-limit</c>.</summary>
    public static Option<int> ErrorLimit() => new("--error-limit")
    {
        Description = "How many errors of a link are told, the others are counted; 0 for all.",
        DefaultValueFactory = _ => LinkOptions.DefaultErrorLimit,
    };

    /// <summary><c>--synced</c>.</summary>
    public static Option<bool> Synced() => new("--synced") { Description = "Take effect while all registered threads stand at their sync points." };

    /// <summary><c>--sync-limit</c>.</summary>
    public static Option<double> SyncLimit() => new("--sync-limit")
    {
        Description = "Seconds to wait for threads to come to their sync points, at most 30.",
        DefaultValueFactory = _ => CommitTerms.DefaultSyncLimit.TotalSeconds,
    };

    /// <summary>How a change takes effect, by <c>--synced</c> and <c>--sync-limit</c>.</summary>
    /// <exception cref="GraftException">GRAFT6001: the limit is negative or too long.</exception>
    public static CommitTerms Terms(ParseResult parsed, Option<bool> synced, Option<double> limit)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        double seconds = parsed.GetValue(limit), most = CommitTerms.GreatestSyncLimit.TotalSeconds;
        return seconds >= 0 && seconds <= most
            ? new(parsed.GetValue(synced) ? ConsistencyLevel.Synced : ConsistencyLevel.Immediate, TimeSpan.FromSeconds(seconds))
            : throw new GraftException(DiagnosticCatalog.Usage.At($"{limit.Name} takes 0 to {most} seconds, not {seconds}"));
    }

    /// <summary>A number of seconds as an option gave it.</summary>
    /// <exception cref="GraftException">GRAFT6001: it is negative, or more than 24 days.</exception>
    public static TimeSpan Seconds(ParseResult parsed, Option<double> option)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        double seconds = parsed.GetValue(option);
        return seconds is >= 0 and <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new GraftException(DiagnosticCatalog.Usage.At($"{option.Name} takes 0 to {MostSeconds} seconds, not {seconds}"));
    }

    /// <summary><c>--timeout</c>.</summary>
    public static Option<double> Timeout(double seconds, string description) => new("--timeout")
    {
        Description = description,
        DefaultValueFactory = _ => seconds,
    };
}
