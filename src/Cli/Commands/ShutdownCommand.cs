using System.CommandLine;
using Graft.Cli.Output;
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
            var refusals = new DiagnosticBag();
            foreach (string name in everything ? RuntimeName.Running() : named is null ? [] : [named])
                EndRuntime(name, refusals);
            if (everything || parsed.GetValue(host) || named is null)
                await EndHostsAsync(cancellationToken).ConfigureAwait(false);
            Terminal.Tell(refusals);
            return refusals.HasErrors ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    // A program may refuse to be ended from outside; that keeps nothing else alive.
    private static void EndRuntime(string name, DiagnosticBag refusals)
    {
        try
        {
            using var agent = AgentConnection.Connect(name);
            agent.Shutdown();
        }
        catch (GraftException e)
        {
            refusals.AddRange(e.Diagnostics);
        }
    }

    // All of them: builds and this command line may have their engines in different places.
    private static async Task EndHostsAsync(CancellationToken cancellationToken)
    {
        foreach (var host in await RunningHost.FindAllAsync(home: null, cancellationToken).ConfigureAwait(false))
            host.Stop();
    }
}
