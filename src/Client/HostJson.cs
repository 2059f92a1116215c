using System.Text.Json.Serialization;

namespace Graft.Client;

/// <summary>Reads and writes what <see cref="IEngineHost"/> transports, generated: reflection would cost each build its start.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(BuildModuleRequest))]
[JsonSerializable(typeof(BuildModuleResult))]
[JsonSerializable(typeof(FinishBuildResult))]
[JsonSerializable(typeof(LoadModuleRequest))]
[JsonSerializable(typeof(LoadModuleResult))]
[JsonSerializable(typeof(List<LoadModuleRequest>))]
[JsonSerializable(typeof(IReadOnlyList<LoadModuleRequest>))]
[JsonSerializable(typeof(IReadOnlyList<LoadModuleResult>))]
[JsonSerializable(typeof(SyncRuntimeRequest))]
[JsonSerializable(typeof(SyncRuntimeResult))]
[JsonSerializable(typeof(IReadOnlyList<GraphSymbol>))]
[JsonSerializable(typeof(HostStatus))]
[JsonSerializable(typeof(ModuleRecord))]
[JsonSerializable(typeof(string))]
internal sealed partial class HostJson : JsonSerializerContext;
