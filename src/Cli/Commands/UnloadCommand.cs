using System.CommandLine;
using Graft.Cli.Output;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft unload</c>: modules out of a runtime.</summary>
internal static class UnloadCommand
{
    private const ulong Kibi = 1024;

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var modules = new Argument<string[]>("MODULES") { Description = "Names of the modules.", Arity = ArgumentArity.OneOrMore };
        var force = new Option<bool>("--force")
        {
            Description = "Unload functions that other modules call, too: such calls wait, or fail, until a module defines them again.",
        };
        var runtime = CommonOptions.Runtime();
        var json = CommonOptions.Json();
        var command = new Command("unload", "Takes modules out of a runtime, all or none: runs their finalisers and frees their memory.")
        {
            modules, force, runtime, json,
        };
        CommandAction.Set(command, (parsed, _) => Task.Run(() =>
        {
            string[] names = parsed.GetValue(modules)!;
            using var agent = RuntimeChoice.Connect(parsed.GetValue(runtime));
            var reply = agent.Unload(names, parsed.GetValue(force));
            new LoadRecords().Forget(agent.RuntimeName, names);
            Terminal.Tell(reply.Diagnostics);
            if (parsed.GetValue(json))
                Terminal.WriteJson(reply, CliJson.Default.UnloadReply);
            else
                Terminal.WriteLine(Describe(string.Join(", ", names), reply));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static string Describe(string module, UnloadReply reply)
    {
        string[] trapped = [.. reply.Trapped.Select(dependent => dependent.Symbol).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string waits = trapped.Length > 0 ? $", calls of {string.Join(", ", trapped)} wait" : "";
        return $"{module}: unloaded, {reply.Freed / Kibi} KiB free again{waits}, generation {reply.Generation}";
    }
}
