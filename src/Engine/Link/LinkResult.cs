using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// What a link did. Its tables belong to a pool: dispose it, after the last use of any of them, and the next link takes them.
/// </summary>
/// <param name="Commit">The agent's answer.</param>
/// <param name="Definitions">What the units defined.</param>
/// <param name="Bindings">What became of each, index by index.</param>
/// <param name="Map">Where the sections went.</param>
public sealed record LinkResult(
    CommitReply Commit, FlatList<SymbolDefinition> Definitions, FlatList<DefinitionBinding> Bindings, LinkMap Map) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Map.Release();
}
