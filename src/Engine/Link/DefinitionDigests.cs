using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 2: gives each definition the digest by which the next link sees whether it changed. Units are independent of
/// each other, so that all processors share the work; the result is the same for any number of them.
/// </summary>
internal static class DefinitionDigests
{
    public static void Add(LinkState state)
    {
        // The definitions of a unit stand side by side, in the order of units.
        var starts = new int[state.Units.Length + 1];
        foreach (ref var origin in state.Origins.AsSpan())
            starts[origin.Unit + 1]++;
        for (int unit = 0; unit < state.Units.Length; unit++)
            starts[unit + 1] += starts[unit];
        if (state.Units.Length == 1)
            AddOf(state, 0, starts);
        else
            Parallel.For(0, state.Units.Length, unit => AddOf(state, unit, starts));
    }

    private static void AddOf(LinkState state, int unit, int[] starts)
    {
        if (starts[unit] == starts[unit + 1])
            return;
        using var digests = new SymbolDigests(state.Units[unit]);
        for (int i = starts[unit]; i < starts[unit + 1]; i++)
        {
            ref var origin = ref state.Origins[i];
            ref var definition = ref state.Definitions[i];
            definition = definition with
            {
                Digest = origin.SymbolId >= 0 ? digests.OfSymbol(origin.Symbol) : digests.OfSection(origin.Section),
            };
        }
    }
}
