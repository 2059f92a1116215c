using Graft.Protocol;

namespace Graft;

/// <summary>
/// In which order units that need each other are initialised: each after those that it refers to, as far as that goes, otherwise in the
/// order of their coming. A reference to a weak definition does not count: which module's copy of an inline function was taken says
/// nothing about who needs whom. Guarded by the agent's lock.
/// </summary>
internal static class InitialisationOrder
{
    /// <summary>Sorts the units of a component.</summary>
    /// <param name="nodes">The component's nodes.</param>
    /// <param name="units">Those of its units that have initialisers, oldest first.</param>
    public static List<LoadedUnit> Sort(IReadOnlyList<Node> nodes, IReadOnlyList<LoadedUnit> units)
    {
        var unvisited = nodes.Select(node => node.Unit).ToHashSet();
        var sorted = new List<LoadedUnit>(units.Count);
        var path = new Stack<(LoadedUnit Unit, IEnumerator<LoadedUnit> Needs)>();
        foreach (var root in units)
        {
            Enter(root);
            while (path.TryPeek(out var last))
            {
                if (last.Needs.MoveNext())
                {
                    Enter(last.Needs.Current);
                    continue;
                }

                path.Pop();
                if (last.Unit.HasInitialisersToRun)
                    sorted.Add(last.Unit);
            }
        }

        return sorted;

        void Enter(LoadedUnit unit)
        {
            if (unvisited.Remove(unit))
                path.Push((unit, Needs(unit).GetEnumerator()));
        }
    }

    private static IEnumerable<LoadedUnit> Needs(LoadedUnit unit)
    {
        foreach (var node in unit.Nodes)
        {
            foreach (var needed in node.NeedsNodes)
                yield return needed.Unit;
            foreach (var symbol in node.NeedsSymbols)
            {
                if (symbol.Newest is { Binding: SymbolBinding.Strong, Node: { } needed })
                    yield return needed.Unit;
            }
        }
    }
}
