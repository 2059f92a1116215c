namespace Graft.Protocol;

/// <summary>How a runtime is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="Generation">The number of its newest commit; 0 before the first.</param>
/// <param name="Base">Address of its arena.</param>
/// <param name="Modules">The modules it holds, by name.</param>
/// <param name="Code">Bytes of code, reserved ones included.</param>
/// <param name="ReadOnly">Bytes of constants and GOT entries.</param>
/// <param name="Data">Bytes of writable data.</param>
/// <param name="Slots">Slots, counted, not bytes.</param>
/// <param name="Missing">Symbols that loaded code waits for and nobody defines, by name.</param>
public sealed record RuntimeStatus(
    string Name, int ProcessId, long Generation, ulong Base, IReadOnlyList<LoadedModuleStatus> Modules,
    RegionUse Code, RegionUse ReadOnly, RegionUse Data, RegionUse Slots, IReadOnlyList<MissingSymbol> Missing)
{
    /// <summary>The name of the runtime whose modules it wants; empty for none.</summary>
    public string Follows { get; init; } = "";

    /// <summary>What code a change runs at this moment that others wait for, and since when: "runs an initialiser ('begin' of module m, m.o), since 12 s"; empty if none.</summary>
    public string Activity { get; init; } = "";

    /// <summary>Memory of replaced code that is still there, by module, reason and generation; whole units of a region's pages or parts of them.</summary>
    public IReadOnlyList<RetainedMemory> Retained { get; init; } = [];

    /// <summary>The newest faults in module code, oldest first; at most 10.</summary>
    public IReadOnlyList<FaultRecord> Faults { get; init; } = [];
}

/// <summary>A module in a runtime.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Generation">Its newest generation.</param>
/// <param name="Units">How many units it has.</param>
public readonly record struct LoadedModuleStatus(string Name, long Generation, int Units);

/// <summary>How full a region of the arena is.</summary>
/// <param name="Used">What is taken.</param>
/// <param name="Size">All there is.</param>
public readonly record struct RegionUse(ulong Used, ulong Size);
