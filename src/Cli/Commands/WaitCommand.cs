using System.CommandLine;
using Graft.Cli.Output;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft wait</c>: until symbols have come as far as a state, as in ORC.</summary>
internal static class WaitCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var names = new Argument<string[]>("NAMES") { Description = "The symbols.", Arity = ArgumentArity.OneOrMore };
        var state = new Option<SymbolState>("--state") { Description = "How far they must have come.", DefaultValueFactory = _ => SymbolState.Ready };
        state.AcceptOnlyFromAmong("resolved", "emitted", "ready");
        var runtime = CommonOptions.Runtime();
        var timeout = CommonOptions.Timeout(30, "Seconds to wait.");
        var json = CommonOptions.Json();
        var command = new Command("wait", "Waits until symbols are resolved, emitted or ready.") { names, state, runtime, timeout, json };
        CommandAction.Set(command, (parsed, _) => Task.Run(() =>
        {
            using var agent = RuntimeChoice.Connect(parsed.GetValue(runtime));
            string[] wanted = parsed.GetValue(names)!;
            agent.Wait(wanted, parsed.GetValue(state), CommonOptions.Seconds(parsed, timeout));
            if (parsed.GetValue(json))
                Terminal.WriteJson(agent.GetSymbols().Where(s => wanted.Contains(s.Name)).ToList(), CliJson.Default.IReadOnlyListRuntimeSymbol);
            return ExitCodes.Success;
        }));
        return command;
    }
}
