using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>The content of <c>&lt;Module&gt;.symbols.json</c>. Everything is sorted: equal modules give equal files.</summary>
/// <param name="Module">Name of the module.</param>
/// <param name="Units">Its units, in the archive's order.</param>
public sealed record SymbolList(string Module, IReadOnlyList<SymbolListUnit> Units)
{
    /// <summary>The file's bytes.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, SymbolListJson.Default.SymbolList), (byte)'\n'];

    /// <summary>Reads a file.</summary>
    /// <returns>Null if it is none.</returns>
    public static SymbolList? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SymbolListJson.Default.SymbolList);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The symbols of one unit.</summary>
/// <param name="Name">Name of the unit: the object's file name.</param>
/// <param name="Digest">Digest of the object, 32 hexadecimal digits.</param>
/// <param name="Defines">What it defines, sorted by name.</param>
/// <param name="Wants">What it refers to and does not define, sorted by name.</param>
public sealed record SymbolListUnit(
    string Name, string Digest, IReadOnlyList<SymbolListDefinition> Defines, IReadOnlyList<SymbolListWant> Wants);

/// <summary>A definition.</summary>
/// <param name="Name">The name in the object file, mangled.</param>
/// <param name="Kind">Function or data.</param>
/// <param name="Binding">Strong, weak or local.</param>
/// <param name="Signature">A function's IR type and ABI attributes, a global's value type; empty if unknown.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Digest">Digest of its content, 16 hexadecimal digits.</param>
public sealed record SymbolListDefinition(
    string Name, SymbolKind Kind, SymbolBinding Binding, string Signature, ulong Size, string Digest);

/// <summary>A want.</summary>
/// <param name="Name">The name in the object file, mangled.</param>
/// <param name="Signature">What the unit was compiled for; empty if unknown.</param>
public sealed record SymbolListWant(string Name, string Signature);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true, NewLine = "\n")]
[JsonSerializable(typeof(SymbolList))]
internal sealed partial class SymbolListJson : JsonSerializerContext;
