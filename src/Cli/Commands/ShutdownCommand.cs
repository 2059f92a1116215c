using System.CommandLine;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft shutdown</c>: ends the engine host, a runtime, or all of them.</summary>
internal static class ShutdownCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var runtime = new Option<string?>("--runtime", "-r") { Description = "End this runtime." };
        var host = new Option<bool>("--host") { Description = "End the engine host; the default." };
        var all = new Option<bool>("--all") { Description = "End the host and all runtimes." };
        var command = new Command("shutdown", "Ends the engine host or runtimes. What is not running is no error, but a named runtime must be.")
        {
            runtime, host, all,
        };
        CommandAction.Set(command, async (parsed, cancellationToken) =>
        {
            string? named = parsed.GetValue(runtime);
            bool everything = parsed.GetValue(all);
            foreach (string name in everything ? RuntimeName.Running() : named is null ? [] : [named])
            {
                using var agent = AgentConnection.Connect(name);
                agent.Shutdown();
            }

            if (everything || parsed.GetValue(host) || named is null)
                await EndHostsAsync(cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    // All of them: builds and this command line may have their engines in different places.
    private static async Task EndHostsAsync(CancellationToken cancellationToken)
    {
        foreach (var host in await RunningHost.FindAllAsync(home: null, cancellationToken).ConfigureAwait(false))
            host.Stop();
    }
}
