using System.Text.Json;
using Graft.Protocol;

namespace Graft.Engine.Graph;

/// <summary>Reads the list of a module's symbols that its build wrote, <c>&lt;Module&gt;.symbols.json</c>.</summary>
internal static class SymbolListReader
{
    /// <summary>Reads a list; null if it is not there or is none.</summary>
    public static ModuleSymbols? TryRead(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new(Text(root, "module"), root.GetProperty("units").EnumerateArray().Select(ReadUnit).ToArray());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static UnitSymbols ReadUnit(JsonElement unit) => new(
        Text(unit, "name"),
        unit.GetProperty("defines").EnumerateArray().Select(ReadDefinition).ToArray(),
        unit.GetProperty("wants").EnumerateArray().Select(want => new GraphWant(Text(want, "name"), Text(want, "signature"))).ToArray());

    private static GraphDefinition ReadDefinition(JsonElement definition) => new(
        Text(definition, "name"),
        Enum.Parse<SymbolKind>(Text(definition, "kind"), ignoreCase: true),
        Enum.Parse<SymbolBinding>(Text(definition, "binding"), ignoreCase: true),
        Text(definition, "signature"),
        definition.GetProperty("size").GetUInt64(),
        definition.GetProperty("digest").ValueKind == JsonValueKind.String
            ? Convert.ToUInt64(Text(definition, "digest"), 16)
            : definition.GetProperty("digest").GetUInt64());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
