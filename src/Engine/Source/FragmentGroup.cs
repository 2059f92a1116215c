using System.Collections.Immutable;

namespace Graft.Engine.Source;

/// <summary>Entities that are compiled together, as one fragment.</summary>
/// <param name="Key">What the group is called in every build: the IR name of its first function, or of what kind its data is.</param>
/// <param name="Members">Indices of entities, in the text's order.</param>
public sealed record FragmentGroup(ReadOnlyMemory<byte> Key, ImmutableArray<int> Members)
{
    /// <summary>The key of all variables that are not thread-local, and of initialiser lists.</summary>
    public static ReadOnlyMemory<byte> DataKey { get; } = "data"u8.ToArray();

    /// <summary>The key of all thread-local variables, for which LLVM reads a module in another way.</summary>
    public static ReadOnlyMemory<byte> ThreadLocalKey { get; } = "tls"u8.ToArray();
}

/// <summary>An entity as it has to be in the module's object.</summary>
/// <param name="Entity">Index in the module.</param>
/// <param name="Group">Index of its group.</param>
/// <param name="IsLocal">Whether other objects do not see it.</param>
/// <param name="IsRetained">Whether it is kept though nothing refers to it (<c>llvm.used</c>).</param>
public readonly record struct FragmentEntity(int Entity, int Group, bool IsLocal, bool IsRetained);
