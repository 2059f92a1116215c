using System.CommandLine;
using System.CommandLine.Parsing;
using Graft.Cli.Watching;

namespace Graft.Cli.Commands;

/// <summary><c>graft watch</c>: builds what is edited, and patches runtimes with it.</summary>
internal static class WatchCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var arguments = new Argument<string[]>("TARGET")
        {
            Description = "Solution, project or folder; this folder's if not given. After --: a program to start and to end with the watch.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var runtimes = new Option<string[]>("--runtime", "-r")
        {
            Description = "Runtime to patch, any number of times; else the one that a project names, else all that hold its module.",
        };
        var configuration = new Option<string?>("--configuration", "-c") { Description = "Configuration to build." };
        var properties = new Option<string[]>("--property", "-p") { Description = "Property of the build, NAME=VALUE, any number of times." };
        var restart = new Option<RestartPolicy>("--restart") { Description = "What happens when an edit needs a restart: ask, always, never." };
        restart.AcceptOnlyFromAmong("ask", "always", "never");
        var nonInteractive = new Option<bool>("--non-interactive") { Description = "Read no keys and ask nothing." };
        var noEmoji = new Option<bool>("--no-emoji") { Description = "Print no pictures, as where the output is no terminal." };
        var json = new Option<bool>("--json") { Description = "Print JSON, an object a line." };
        var command = new Command("watch", "Builds what is edited and patches running runtimes with it, until Ctrl+C.")
        {
            arguments, runtimes, configuration, properties, restart, nonInteractive, noEmoji, json,
        };
        CommandAction.Set(command, async (parsed, cancellationToken) =>
        {
            string[] program = ProgramOf(parsed);
            string[] targets = parsed.GetValue(arguments)![..^program.Length];
            if (targets.Length > 1)
                throw new Protocol.GraftException(Protocol.DiagnosticCatalog.Usage.At($"watch one solution or project, not {targets.Length}; what to start stands after --"));
            var options = new WatchOptions
            {
                Runtimes = parsed.GetValue(runtimes) ?? [],
                BuildArguments = BuildArguments(parsed.GetValue(configuration), parsed.GetValue(properties) ?? []),
                Program = program,
                Restart = parsed.GetValue(restart),
                IsInteractive = !parsed.GetValue(nonInteractive),
            };
            var output = new WatchOutput(hasEmoji: !parsed.GetValue(noEmoji) && !Console.IsOutputRedirected, parsed.GetValue(json));
            try
            {
                await WatchLoop.RunAsync(WatchTarget.Find(targets.FirstOrDefault()), options, output, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                output.Say(WatchMessageKind.Exited, "Ended");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static string[] ProgramOf(ParseResult parsed) =>
        [.. parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Select(token => token.Value)];

    private static string[] BuildArguments(string? configuration, string[] properties) =>
        [.. configuration is null ? [] : new[] { $"-property:Configuration={configuration}" }, .. properties.Select(property => $"-property:{property}")];
}
