using System.Text.Json.Serialization;

namespace Graft.Cli.Watching;

/// <summary>What <c>graft watch --json</c> prints: one object a line, names in camel case, without what does not apply.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WatchMessage))]
internal sealed partial class WatchJson : JsonSerializerContext;
