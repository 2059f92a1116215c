using Graft.Bench.Sets;

namespace Graft.Bench.Measuring;

/// <summary>What all linkers did with one set.</summary>
/// <param name="Set">The objects.</param>
/// <param name="Figures">Graft in a warm host first.</param>
/// <param name="Memory">What the link adds to a host; null if not measured.</param>
/// <param name="Shape">The call graph of a generated object; null for libraries.</param>
/// <param name="Functions">How many functions that has.</param>
internal sealed record CaseResult(
    ObjectSet Set, IReadOnlyList<Figure> Figures, HostMemory? Memory, CallGraph? Shape = null, int Functions = 0);
