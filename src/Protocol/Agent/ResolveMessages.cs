namespace Graft.Protocol;

/// <summary>Begins a link: which units of a module come, what they define and what they want.</summary>
/// <param name="Module">Name of the module.</param>
/// <param name="Units">The units that are linked now, new or changed.</param>
/// <param name="RemovedUnits">Units that the module no longer has.</param>
/// <param name="Definitions">Global, hidden and local symbols that the units define.</param>
/// <param name="Wants">Symbols that they refer to and do not define.</param>
public sealed record ResolveRequest(
    string Module,
    IReadOnlyList<UnitState> Units,
    IReadOnlyList<string> RemovedUnits,
    FlatList<SymbolDefinition> Definitions,
    FlatList<SymbolWant> Wants)
{
    /// <summary>
    /// The modules that are searched for what this one wants, in order, after itself and before the process; its own names are then
    /// seen by modules that name it first. Null for all modules, or for the order that the module was loaded with.
    /// </summary>
    public IReadOnlyList<string>? LinkOrder { get; init; }
}

/// <summary>The answer, index by index.</summary>
/// <param name="Definitions">One for each definition of the request.</param>
/// <param name="Wants">One for each want of the request.</param>
public sealed record ResolveReply(
    FlatList<DefinitionBinding> Definitions, FlatList<WantBinding> Wants);
