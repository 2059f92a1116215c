using System.Text.Json.Serialization;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Output;

/// <summary>What <c>--json</c> prints: the records that the commands work with, their names in camel case.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadModuleResult))]
[JsonSerializable(typeof(IReadOnlyList<LoadModuleResult>))]
[JsonSerializable(typeof(UnloadReply))]
[JsonSerializable(typeof(UndoReply))]
[JsonSerializable(typeof(SyncRuntimeResult))]
[JsonSerializable(typeof(IReadOnlyList<GenerationRecord>))]
[JsonSerializable(typeof(CallOutput))]
[JsonSerializable(typeof(StatusOutput))]
[JsonSerializable(typeof(IReadOnlyList<RuntimeSymbol>))]
[JsonSerializable(typeof(IReadOnlyList<GraphSymbol>))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>What a call printed.</summary>
/// <param name="Signature">The function's signature.</param>
/// <param name="Result">What it returned, as shown; empty for void.</param>
internal sealed record CallOutput(string Signature, string Result);

/// <summary>What is running.</summary>
/// <param name="Runtimes">This user's runtimes.</param>
/// <param name="Hosts">The engine hosts, of all versions and places that this user builds with.</param>
internal sealed record StatusOutput(IReadOnlyList<RuntimeStatus> Runtimes, IReadOnlyList<HostStatus> Hosts);
