using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Graft.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Graft.Cli.Output;

/// <summary>What the user sees: results on stdout, diagnostics on stderr.</summary>
internal static class Terminal
{
    // Wide enough for any table where nobody looks at columns: a pipe or a file.
    private const int RedirectedWidth = 400;

    /// <summary>Tells diagnostics.</summary>
    public static void Tell(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Console.Error.WriteLine(diagnostic);
    }

    /// <summary>Writes a line of the result.</summary>
    public static void WriteLine(string line) => Console.Out.WriteLine(line);

    /// <summary>Writes a table, plain where the output is no terminal.</summary>
    public static void Write(IRenderable table)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedWidth;
        AnsiConsole.Write(table);
    }

    /// <summary>Writes the result as JSON.</summary>
    public static void WriteJson<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
}
