using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Graft.Protocol;
using Spectre.Console;

namespace Graft.Cli.Output;

/// <summary>What the user sees: results on stdout, diagnostics on stderr.</summary>
internal static class Terminal
{
    /// <summary>Tells diagnostics.</summary>
    public static void Tell(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Console.Error.WriteLine(diagnostic);
    }

    /// <summary>Writes a line of the result.</summary>
    public static void WriteLine(string line) => Console.Out.WriteLine(line);

    /// <summary>Writes a table; where the output is no terminal, its cells with tabs between them, for other programs to cut.</summary>
    public static void WriteTable(string[] columns, IEnumerable<string[]> rows)
    {
        if (Console.IsOutputRedirected)
        {
            WriteLine(string.Join('\t', columns));
            foreach (string[] row in rows)
                WriteLine(string.Join('\t', row));
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (string[] row in rows)
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        AnsiConsole.Write(table);
    }

    /// <summary>Writes the result as JSON.</summary>
    public static void WriteJson<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
}
