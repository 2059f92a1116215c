using System.CommandLine;
using Graft.Cli.Output;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft undo</c> and <c>graft redo</c>: generations of a runtime taken back, and put into effect again.</summary>
internal static class UndoCommand
{
    /// <summary>Describes <c>graft undo</c>.</summary>
    public static Command CreateUndo()
    {
        var generation = new Argument<long?>("GENERATION")
        {
            Description = "The generation to take back, with all that came after it: the state just before it. Without it the newest in effect.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var synced = CommonOptions.Synced();
        var syncLimit = CommonOptions.SyncLimit();
        var runtime = CommonOptions.Runtime();
        var json = CommonOptions.Json();
        var command = new Command(
            "undo",
            "Takes back what was loaded last: calls reach the code from before, data keeps its value. Repeated, goes further back. An undo is a generation of its own; "
            + "'graft redo' takes it back until something is loaded.")
        {
            generation, runtime, synced, syncLimit, json,
        };
        CommandAction.Set(command, (parsed, _) => Task.Run(() =>
        {
            long? oldest = parsed.GetValue(generation);
            if (oldest < 1)
                throw new GraftException(DiagnosticCatalog.Usage.At($"generations are numbered from 1, not {oldest}"));
            var terms = CommonOptions.Terms(parsed, synced, syncLimit);
            using var agent = RuntimeChoice.Connect(parsed.GetValue(runtime));
            return Tell(agent.Undo(oldest, terms), "taken back", parsed.GetValue(json));
        }));
        return command;
    }

    /// <summary>Describes <c>graft redo</c>.</summary>
    public static Command CreateRedo()
    {
        var synced = CommonOptions.Synced();
        var syncLimit = CommonOptions.SyncLimit();
        var runtime = CommonOptions.Runtime();
        var json = CommonOptions.Json();
        var command = new Command("redo", "Puts into effect again what the last 'graft undo' took back, all of it. Not after a load or an unload.")
        {
            runtime, synced, syncLimit, json,
        };
        CommandAction.Set(command, (parsed, _) => Task.Run(() =>
        {
            var terms = CommonOptions.Terms(parsed, synced, syncLimit);
            using var agent = RuntimeChoice.Connect(parsed.GetValue(runtime));
            return Tell(agent.Redo(terms), "in effect again", parsed.GetValue(json));
        }));
        return command;
    }

    private static int Tell(UndoReply reply, string what, bool json)
    {
        Terminal.Tell(reply.Diagnostics);
        if (json)
            Terminal.WriteJson(reply, CliJson.Default.UndoReply);
        else
            Terminal.WriteLine(Describe(reply, what));
        return ExitCodes.Success;
    }

    // geometry, scene: generations 6, 5 taken back, 2 functions patched, 1 definition retained, generation 7
    private static string Describe(UndoReply reply, string what)
    {
        List<string> parts = [$"{(reply.Reverses.Count == 1 ? "generation" : "generations")} {string.Join(", ", reply.Reverses)} {what}"];
        if (reply.Patched > 0)
            parts.Add($"{Count(reply.Patched, "function")} patched");
        if (reply.Retained > 0)
            parts.Add($"{Count(reply.Retained, "definition")} retained");
        if (reply.Waiting > 0)
            parts.Add($"{Count(reply.Waiting, "symbol")} waiting");
        return $"{string.Join(", ", reply.Modules)}: {string.Join(", ", parts)}, generation {reply.Generation}";
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
