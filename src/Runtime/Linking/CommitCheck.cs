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
        if (commit.Addresses.Count != definitions)
            return $"{commit.Addresses.Count} addresses for {definitions} definitions";
        if (commit.Units.Count != link.Request.Units.Count)
            return $"{commit.Units.Count} unit records for {link.Request.Units.Count} units";
        return FindInAddresses(link, commit)
            ?? FindInNodes(link, commit)
            ?? FindInUnits(link, commit, layout)
            ?? FindInFixups(link, commit);
    }

    private static string? FindInAddresses(PendingLink link, CommitRequest commit)
    {
        for (int i = 0; i < commit.Addresses.Count; i++)
        {
            ulong address = commit.Addresses[i];
            if (address == 0)
                continue;
            var definition = link.Request.Definitions[i];
            if (link.Definitions[i].Outcome != DefinitionOutcome.Place)
                return $"'{definition.Name}' was placed, but is to be kept or yields";
            bool isInside = definition.Kind switch
            {
                SymbolKind.Function => link.Slab.Code.Contains(address),
                SymbolKind.ThreadLocal => link.Slab.ThreadLocals.Contains(new AddressRange(address, definition.Size)),
                _ => link.Slab.Contains(address, definition.Size),
            };
            if (!isInside)
                return $"'{definition.Name}' at 0x{address:x} lies outside of the granted slab";
        }

        return null;
    }

    private static string? FindInNodes(PendingLink link, CommitRequest commit)
    {
        int symbols = link.Definitions.Length + link.Wants.Length;
        var isPlaced = new bool[link.Definitions.Length];
        for (int i = 0; i < commit.Nodes.Count; i++)
        {
            var node = commit.Nodes[i];
            if ((uint)node.Unit >= (uint)commit.Units.Count)
                return $"node {i} is of unit {node.Unit}, which there is not";
            if (HasOutside(node.NeedsNodes, commit.Nodes.Count) || HasOutside(node.NeedsSymbols, symbols))
                return $"node {i} needs a node or symbol that there is not";
            foreach (int definition in node.Defines)
            {
                if ((uint)definition >= (uint)isPlaced.Length || commit.Addresses[definition] == 0 || isPlaced[definition])
                    return $"node {i} defines symbol {definition}, which is not placed, or in another node too";
                isPlaced[definition] = true;
            }
        }

        for (int i = 0; i < isPlaced.Length; i++)
        {
            if (commit.Addresses[i] != 0 && !isPlaced[i])
                return $"'{link.Request.Definitions[i].Name}' is placed, but in no node";
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

            if (unit.EhFrame != 0 && !IsFrameList(link, unit))
                return $"the .eh_frame of unit {name} lies outside of the slab or does not end with a zero word";
        }

        return null;
    }

    private static string? FindInFixups(PendingLink link, CommitRequest commit)
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
            if ((uint)fixup.Node >= (uint)commit.Nodes.Count
                || (uint)fixup.Symbol >= (uint)symbols
                || !link.Slab.Contains(fixup.Address, size))
            {
                return $"fixup {i} is of a node or symbol that there is not, or outside of the slab";
            }
        }

        return null;
    }

    private static bool HasOutside(IReadOnlyList<int> indices, int count)
    {
        for (int i = 0; i < indices.Count; i++)
        {
            if ((uint)indices[i] >= (uint)count)
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

    // libgcc follows the length words to the zero word without any bound. (LSB, "Exception Frames": a length of
    // 0xffffffff announces a 64-bit one, which no compiler emits for frames of less than 4 GiB.)
    private static unsafe bool IsFrameList(PendingLink link, UnitRecord unit)
    {
        if (!link.Slab.Contains(unit.EhFrame, unit.EhFrameSize) || unit.EhFrameSize > int.MaxValue)
            return false;
        var bytes = new ReadOnlySpan<byte>((void*)unit.EhFrame, (int)unit.EhFrameSize);
        while (bytes.Length >= sizeof(uint))
        {
            uint length = BitConverter.ToUInt32(bytes);
            if (length == 0)
                return true;
            if (length > (uint)(bytes.Length - sizeof(uint)))
                return false;
            bytes = bytes[(sizeof(uint) + (int)length)..];
        }

        return false;
    }
}
