using System.CommandLine;
using Graft.Engine.Link;

namespace Graft.Cli.Commands;

/// <summary>Options that several commands have; each command gets its own instance.</summary>
internal static class CommonOptions
{
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

    /// <summary><c>--timeout</c>.</summary>
    public static Option<double> Timeout(double seconds, string description) => new("--timeout")
    {
        Description = description,
        DefaultValueFactory = _ => seconds,
    };
}
