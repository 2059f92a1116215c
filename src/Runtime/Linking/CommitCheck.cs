using Graft.Protocol;

namespace Graft;

/// <summary>
/// Whether a commit is what the protocol allows, before anything is changed: indices in range, addresses inside the
/// granted slab, every placed definition in one node. A peer that passes can only harm its own module.
/// </summary>
internal static class CommitCheck
{
    private const int PointerSize = 8;

    /// <summary>The first thing that is wrong; null if nothing is.</summary>
    public static string? FindViolation(PendingLink link, CommitRequest commit, ArenaLayout layout)
    {
        int definitions = link.Definitions.Length;
        if (commit.Addresses.Count != definitions || commit.DefinedIn.Count != definitions)
            return $"{commit.Addresses.Count} addresses and {commit.DefinedIn.Count} nodes for {definitions} definitions";
        if (commit.Digests.Count != 0 && commit.Digests.Count != definitions)
            return $"{commit.Digests.Count} digests for {definitions} definitions";
        if (commit.Units.Count != link.Request.Units.Count)
            return $"{commit.Units.Count} unit records for {link.Request.Units.Count} units";
        return FindInAddresses(link, commit)
            ?? FindInNodes(link, commit)
            ?? FindInUnits(link, commit, layout)
            ?? FindInRuns(commit.InitialiserRuns, commit.Units, unit => unit.InitCount)
            ?? FindInRuns(commit.FinaliserRuns, commit.Units, unit => unit.FiniCount)
            ?? FindInFixups(link, commit, layout)
            ?? FindInUses(link, commit);
    }

    private static string? FindInAddresses(PendingLink link, CommitRequest commit)
    {
        for (int i = 0; i < commit.Addresses.Count; i++)
        {
            ulong address = commit.Addresses[i];
            if (address == 0)
                continue;
            ref readonly var definition = ref link.Request.Definitions[i];
            if (!link.Definitions[i].MayBePlaced)
                return $"'{definition.Name}' was placed, but is to be kept or yields";
            bool isInside = definition.Kind switch
            {
                SymbolKind.Function or SymbolKind.IndirectFunction => link.Slab.Code.Contains(address),
                SymbolKind.ThreadLocal => link.Slab.ThreadLocals.Contains(new AddressRange(address, definition.Size)),
                _ => link.Slab.Contains(address, definition.Size),
            };
            if (!isInside)
                return $"'{definition.Name}' at 0x{address:x} lies outside of the granted slab";
            bool isEntry = address % EntryNoOp.Size == 0 && link.Slab.Code.Contains(new AddressRange(address, EntryNoOp.Size));
            if (definition.IsRedirectable && !(definition.Kind == SymbolKind.Function && isEntry))
                return $"'{definition.Name}' at 0x{address:x} has no entry that could be redirected";
        }

        return null;
    }

    private static string? FindInNodes(PendingLink link, CommitRequest commit)
    {
        var nodes = commit.Nodes;
        int symbols = link.Definitions.Length + link.Wants.Length;
        if (HasOutside(nodes.Units, commit.Units.Count))
            return "a node is of a unit that there is not";
        if (!IsSound(nodes.NeedsNodes, nodes.Count, nodes.Count) || !IsSound(nodes.NeedsSymbols, nodes.Count, symbols))
            return "a node needs a node or symbol that there is not";
        for (int i = 0; i < commit.Addresses.Count; i++)
        {
            int node = commit.DefinedIn[i];
            bool isPlaced = commit.Addresses[i] != 0;
            if (isPlaced ? (uint)node >= (uint)nodes.Count : node != -1)
                return $"'{link.Request.Definitions[i].Name}' is placed, but in no node, or in node {node} without a place";
        }

        return null;
    }

    private static string? FindInUnits(PendingLink link, CommitRequest commit, ArenaLayout layout)
    {
        for (int i = 0; i < commit.Units.Count; i++)
        {
            var unit = commit.Units[i];
            string name = link.Request.Units[i].Name;
            if (!IsFunctionArray(link, layout, unit.InitArray, unit.InitCount)
                || !IsFunctionArray(link, layout, unit.FiniArray, unit.FiniCount))
            {
                return $"initialisers or finalisers of unit {name} are no pointers to code in the arena";
            }

            if (unit.EhFrame != 0 && (unit.FrameNode < UnitRecord.ManyNodes || unit.FrameNode >= commit.Nodes.Count))
                return $"the frames of unit {name} are in a node that there is not";
            if (unit.EhFrame != 0 && FindInFrames(link, unit) is { } defect)
                return $"the .eh_frame of unit {name} cannot be registered: {defect}";
        }

        return null;
    }

    private static string? FindInRuns(FlatList<TableRun> runs, FlatList<UnitRecord> units, Func<UnitRecord, int> countOf)
    {
        foreach (var run in runs)
        {
            if ((uint)run.Unit >= (uint)units.Count || run.First < 0 || run.Count < 0 || run.First > countOf(units[run.Unit]) - run.Count)
                return $"numbered initialisers or finalisers of unit {run.Unit} lie outside of its table";
        }

        return null;
    }

    private static string? FindInFixups(PendingLink link, CommitRequest commit, ArenaLayout layout)
    {
        int symbols = link.Definitions.Length + link.Wants.Length;
        for (int i = 0; i < commit.Fixups.Count; i++)
        {
            var fixup = commit.Fixups[i];
            ulong size = fixup.Kind switch
            {
                FixupKind.PcRelative32 => 4,
                FixupKind.ThreadLocalPair or FixupKind.ThreadLocalDescriptor => 16,
                _ => 8,
            };
            if (!Enum.IsDefined(fixup.Kind)
                || (uint)fixup.Node >= (uint)commit.Nodes.Count
                || !(fixup.Symbol == FixupRecord.NoSymbol ? IsKnownVariable(fixup, layout) : (uint)fixup.Symbol < (uint)symbols)
                || !link.Slab.Contains(fixup.Address, size))
            {
                return $"fixup {i} is of a node or symbol that there is not, or outside of the slab";
            }
        }

        return null;
    }

    private static string? FindInUses(PendingLink link, CommitRequest commit) =>
        HasOutside(commit.Holds, link.Definitions.Length) || HasOutside(commit.Calls, link.Definitions.Length + link.Wants.Length)
            ? "it holds or calls a definition or symbol that there is not"
            : null;

    // The address is only ever calculated with.
    private static bool IsKnownVariable(in FixupRecord fixup, ArenaLayout layout) =>
        fixup.Kind == FixupKind.ThreadLocalDescriptor && (ulong)fixup.Addend - layout.Base < layout.Size;

    private static bool IsSound(EdgeTable edges, int nodes, int targets) =>
        edges.IsSound && edges.Count == nodes && !HasOutside(edges.Targets, targets);

    private static bool HasOutside(FlatList<int> indices, int count)
    {
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)count)
                return true;
        }

        return false;
    }

    // The agent is going to call what the array holds.
    private static unsafe bool IsFunctionArray(PendingLink link, ArenaLayout layout, ulong address, int count)
    {
        if (count == 0)
            return true;
        if (count < 0 || address % PointerSize != 0 || !link.Slab.Contains(address, (ulong)count * PointerSize))
            return false;
        foreach (ulong function in new ReadOnlySpan<ulong>((void*)address, count))
        {
            if (!layout.Stubs.Contains(function) && !layout.Code.Contains(function))
                return false;
        }

        return true;
    }

    private static unsafe string? FindInFrames(PendingLink link, UnitRecord unit) =>
        !link.Slab.Contains(unit.EhFrame, unit.EhFrameSize) || unit.EhFrameSize > int.MaxValue
            ? "it lies outside of the slab"
            : new FrameCheck(new((void*)unit.EhFrame, (int)unit.EhFrameSize), unit.EhFrame, link.Slab.Code).FindDefect();
}
