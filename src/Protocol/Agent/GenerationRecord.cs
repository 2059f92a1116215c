namespace Graft.Protocol;

/// <summary>What made a generation.</summary>
public enum GenerationKind : byte
{
    /// <summary>A load: new definitions, or newer ones.</summary>
    Load,

    /// <summary>Modules were taken out.</summary>
    Unload,

    /// <summary>Generations were taken back.</summary>
    Undo,

    /// <summary>An undo was taken back.</summary>
    Redo,
}

/// <summary>One generation of a runtime's history.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="Module">The module that it changed; several with commas between them.</param>
/// <param name="Added">Definitions that the runtime did not have; of an undo or redo, those that came back.</param>
/// <param name="Patched">Definitions that took another one's place.</param>
/// <param name="Kept">Data that kept address and value.</param>
/// <param name="Waiting">Symbols that were not Ready at the end of the commit.</param>
/// <param name="Removed">Definitions that an unload took away, or that an undo left to those who hold their address.</param>
public sealed record GenerationRecord(
    long Generation, string Module, int Added, int Patched, int Kept, int Waiting, int Removed = 0)
{
    /// <summary>What made it.</summary>
    public GenerationKind Kind { get; init; }

    /// <summary>What callers could see of it while it took effect.</summary>
    public ConsistencyLevel Consistency { get; init; }

    /// <summary>When, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The process that asked for it, such as <c>graft load (4711)</c>; empty if unknown.</summary>
    public string Author { get; init; } = "";

    /// <summary>The generations that an undo took back, or a redo put into effect again, in the order in which that was done.</summary>
    public IReadOnlyList<long> Reverses { get; init; } = [];

    /// <summary>The generation that took it back; 0 while it is in effect.</summary>
    public long UndoneBy { get; init; }

    /// <summary>Whether it can still be taken back, alone or with what came after it.</summary>
    public bool CanUndo { get; init; }
}
