using System.CommandLine;
using Graft.Cli.Output;
using Graft.Client;

namespace Graft.Cli.Commands;

/// <summary><c>graft sync</c>: a late runtime gets the newest state of all modules.</summary>
internal static class SyncCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var runtime = CommonOptions.Runtime();
        var source = new Option<string?>("--from")
        {
            Description = "The runtime whose modules are meant, running or not; without it what was loaded into an earlier runtime of the same name.",
        };
        var json = CommonOptions.Json();
        var command = new Command("sync", "Loads into a runtime the newest state of all modules that were loaded into a runtime of its name, or of another.")
        {
            runtime, source, json,
        };
        CommandAction.Set(command, async (parsed, cancellationToken) =>
        {
            string name = RuntimeChoice.Name(parsed.GetValue(runtime));
            var result = await SyncAsync(name, parsed.GetValue(source) ?? name, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Terminal.WriteJson(result, CliJson.Default.SyncRuntimeResult);
            else
                Print(result);
            return result.Succeeded ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    /// <summary>Has the engine load, and tells the diagnostics.</summary>
    internal static async Task<SyncRuntimeResult> SyncAsync(string runtime, string source, CancellationToken cancellationToken)
    {
        var client = await HostClient.OpenAsync(new HostOptions(), cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var result = await client.SyncRuntimeAsync(new(runtime, source), cancellationToken).ConfigureAwait(false);
            Terminal.Tell([.. result.Diagnostics, .. result.Modules.SelectMany(module => module.Result.Diagnostics)]);
            return result;
        }
    }

    /// <summary>Prints a line for each module that was loaded.</summary>
    internal static void Print(SyncRuntimeResult result)
    {
        foreach (var (module, load) in result.Modules)
        {
            if (load.Succeeded)
                Terminal.WriteLine(LoadSummary.Describe(module, load));
        }
    }
}
