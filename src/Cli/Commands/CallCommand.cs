using System.CommandLine;
using Graft.Cli.Calling;
using Graft.Cli.Output;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft call</c>: a function of a runtime, with arguments typed by its IR signature.</summary>
internal static class CallCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var function = new Argument<string>("FUNCTION") { Description = "Its name, mangled." };
        var arguments = new Argument<string[]>("ARGUMENTS")
        {
            Description = "Numbers and texts; a text for a ptr becomes a C string.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var runtime = CommonOptions.Runtime();
        var signature = new Option<string?>("--signature")
        {
            Description = "The IR type, such as 'i32 (ptr, double)', of a function whose object does not tell it.",
        };
        var timeout = CommonOptions.Timeout(0, "Seconds to wait for it to return; 0 for ever.");
        var json = CommonOptions.Json();
        var command = new Command("call", "Calls a function of a runtime and prints what it returns.")
        {
            function, arguments, runtime, signature, timeout, json,
        };
        CommandAction.Set(command, (parsed, _) => Task.Run(() =>
        {
            using var agent = RuntimeChoice.Connect(parsed.GetValue(runtime));
            string name = parsed.GetValue(function)!;
            var type = FunctionType.Parse(name, parsed.GetValue(signature) ?? Signature(agent, name));
            var request = new CallRequest(name, type.Arguments(parsed.GetValue(arguments)!), type.Returns.Class);
            var limit = CommonOptions.Seconds(parsed, timeout);
            var result = agent.Call(request, limit > TimeSpan.Zero ? limit : Timeout.InfiniteTimeSpan);
            Print(type, result, parsed.GetValue(json));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static string Signature(AgentConnection agent, string name)
    {
        var found = agent.GetSymbols().Where(s => s.Name == name && s.Kind == SymbolKind.Function).ToList();
        var best = found.Find(s => s.Signature.Length > 0) ?? found.FirstOrDefault();
        if (best is null)
        {
            throw new GraftException(DiagnosticCatalog.NotCallable.At(
                $"runtime '{agent.RuntimeName}' knows no function '{name}'; 'graft symbols' lists what it knows"));
        }

        return best.Signature.Length > 0
            ? best.Signature
            : throw new GraftException(DiagnosticCatalog.NotCallable.At(
                $"the signature of '{name}' is not known: its object was not compiled by Graft; give it with --signature 'i32 (ptr)'"));
    }

    private static void Print(FunctionType type, CallValue result, bool json)
    {
        if (json)
            Terminal.WriteJson(new CallOutput(type.Text, type.Returns.Show(result)), CliJson.Default.CallOutput);
        else if (type.Returns.Class != ValueClass.Void)
            Terminal.WriteLine(type.Returns.Show(result));
    }
}
