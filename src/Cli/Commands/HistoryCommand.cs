using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft history</c>: what was loaded into a runtime, and taken back.</summary>
internal static class HistoryCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var runtime = CommonOptions.Runtime();
        var json = CommonOptions.Json();
        var command = new Command("history", "Shows a runtime's generations: when, which modules, what changed, who asked for it, and what 'graft undo' can take back.")
        {
            runtime, json,
        };
        CommandAction.Set(command, (parsed, _) => Task.Run(() =>
        {
            using var agent = RuntimeChoice.Connect(parsed.GetValue(runtime));
            var history = agent.GetHistory();
            if (parsed.GetValue(json))
                Terminal.WriteJson(history, CliJson.Default.IReadOnlyListGenerationRecord);
            else if (history.Count == 0)
                Terminal.WriteLine("nothing was loaded yet");
            else
                Terminal.WriteTable(["generation", "time", "what", "added", "patched", "kept", "waiting", "by", "state"], history.Select(Row));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static string[] Row(GenerationRecord record) =>
    [
        Number(record.Generation), record.Time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture), What(record),
        Number(record.Added), Number(record.Patched), Number(record.Kept), Number(record.Waiting), record.Author, State(record),
    ];

    private static string What(GenerationRecord record)
    {
        string kind = record.Kind.ToString().ToLowerInvariant() + (record.Consistency == ConsistencyLevel.Synced ? ", synced" : "");
        string reversed = record.Reverses.Count > 0 ? $" of {string.Join(", ", record.Reverses)}" : "";
        return $"{kind}{reversed}: {record.Module}";
    }

    private static string State(GenerationRecord record) =>
        record.UndoneBy != 0 ? $"undone by {Number(record.UndoneBy)}"
        : record.CanUndo ? "can be undone"
        : record.Kind is GenerationKind.Load or GenerationKind.Unload ? "final"
        : "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
