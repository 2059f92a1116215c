using System.CommandLine;

namespace Graft.Cli.Commands;

/// <summary><c>graft exec</c> in the list of commands. The command itself is started before this library reads anything.</summary>
internal static class ExecHelp
{
    /// <summary>Describes the command.</summary>
    public static Command Create() => new("exec", "Links files into a process of their own and runs the program; see graft exec --help.");
}
