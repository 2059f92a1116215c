using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
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

        // A cell that is cut, or broken into lines, can be neither read nor copied: rows may be wider than the terminal.
        AnsiConsole.Profile.Width = int.MaxValue / 2;
        var table = new Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (string[] row in rows)
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        AnsiConsole.Write(table);
    }

    /// <summary>Writes the result as JSON.</summary>
    public static void WriteJson<T>(T value, JsonTypeInfo<T> type) => WriteLine(ToJson(value, type, isIndented: true));

    /// <summary>A value as JSON. Quotes and letters stay as they are: it goes to a terminal or a program, never into a page.</summary>
    public static string ToJson<T>(T value, JsonTypeInfo<T> type, bool isIndented)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new() { Indented = isIndented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, value, type);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
