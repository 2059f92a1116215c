namespace Graft.Protocol;

/// <summary>What a runtime holds of a module.</summary>
/// <param name="Generation">The module's newest generation; 0 if it was never loaded.</param>
/// <param name="Units">Its live units.</param>
public sealed record ModuleState(long Generation, IReadOnlyList<UnitState> Units);

/// <summary>A live unit of a module.</summary>
/// <param name="Name">Name of the unit, unique in its module: the object's file name.</param>
/// <param name="Digest">Digest of the object it was linked from; an equal one need not be linked again.</param>
public readonly record struct UnitState(string Name, UInt128 Digest);
