using Graft.Protocol;

namespace Graft;

/// <summary>A unit's initialisers or finalisers, in the order to run them within the unit.</summary>
/// <param name="Address">Address of the pointers.</param>
/// <param name="Count">How many.</param>
/// <param name="Runs">Those of one number together; empty if none has a number.</param>
internal readonly record struct NumberedTable(ulong Address, int Count, TableRun[] Runs)
{
    /// <summary>The initialisers of several units, which are in the order of their link, in the order to run them.</summary>
    public static List<nint> JoinInitialisers(IEnumerable<LoadedUnit> units) =>
        Join(units.SelectMany(unit => unit.Initialisers.Parts).OrderBy(part => part.Run.Priority));

    /// <summary>The finalisers of several units, which are in the order of their link, in the order to run them: the last first.</summary>
    public static List<nint> JoinFinalisers(IEnumerable<LoadedUnit> units) =>
        Join(units.Reverse().SelectMany(unit => unit.Finalisers.Parts).OrderByDescending(part => part.Run.Priority));

    private IEnumerable<(ulong Address, TableRun Run)> Parts
    {
        get
        {
            ulong address = Address;
            TableRun[] runs = Runs.Length > 0 ? Runs : [new(0, TableRun.Unnumbered, 0, Count)];
            return runs.Select(run => (address, run));
        }
    }

    private static unsafe List<nint> Join(IEnumerable<(ulong Address, TableRun Run)> parts)
    {
        var functions = new List<nint>();
        foreach (var (address, run) in parts)
            functions.AddRange(new ReadOnlySpan<nint>((nint*)address + run.First, run.Count));
        return functions;
    }
}
