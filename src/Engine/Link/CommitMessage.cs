using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Step 5: puts the result of a link into the words of the agent.</summary>
internal static class CommitMessage
{
    public static CommitRequest Make(LinkState state, Layout layout, ResolveRequest request, SectionWriter writer, ISlab slab)
    {
        var addresses = new ulong[state.DefinitionCount];
        var nodeOf = new int[state.DefinitionCount];
        for (int i = 0; i < addresses.Length; i++)
            (addresses[i], nodeOf[i]) = Locate(state, state.Origins[i]);
        return new(
            new(addresses, addresses.Length), new(nodeOf, nodeOf.Length), MakeNodes(state, writer.Edges), MakeUnits(request, layout, slab), writer.Edges.Fixups.ToFlatList())
        {
            InitialiserRuns = layout.InitialiserRuns.ToFlatList(),
            FinaliserRuns = layout.FinaliserRuns.ToFlatList(),
        };
    }

    private static (ulong Address, int Node) Locate(LinkState state, in DefinitionOrigin origin)
    {
        if (origin.SymbolId >= 0)
        {
            ref var symbol = ref state.Symbols[origin.SymbolId];
            return symbol.Standing == Standing.Placed ? (symbol.Direct, symbol.Node) : (0, -1);
        }

        ref var section = ref state.SectionOf(origin.Unit, origin.Section);
        return section.Fate == SectionFate.Place ? (section.Address, section.Node) : (0, -1);
    }

    private static NodeTable MakeNodes(LinkState state, EdgeList edges)
    {
        var units = new int[state.NodeCount];
        for (int unit = 0; unit < state.Units.Length; unit++)
        {
            for (int i = 0; i < state.Units[unit].Sections.Length; i++)
            {
                ref var section = ref state.SectionOf(unit, i);
                if (section.Fate == SectionFate.Place)
                    units[section.Node] = unit;
            }
        }

        for (int id = 0; id < state.SymbolCount; id++)
        {
            ref var symbol = ref state.Symbols[id];
            if (symbol.Alignment > 0 && symbol.Node >= 0)
                units[symbol.Node] = symbol.Unit;
        }

        return new(new(units, units.Length), edges.NeedsNodes, edges.NeedsSymbols);
    }

    private static FlatList<UnitRecord> MakeUnits(ResolveRequest request, Layout layout, ISlab slab)
    {
        var units = new UnitRecord[request.Units.Count];
        for (int i = 0; i < units.Length; i++)
        {
            var tables = layout.Tables[i];
            units[i] = new(
                AddressOf(tables.InitOffset, tables.InitCount > 0, slab), tables.InitCount,
                AddressOf(tables.FiniOffset, tables.FiniCount > 0, slab), tables.FiniCount,
                AddressOf(tables.FrameOffset, tables.FrameSize > 0, slab), tables.FrameSize);
        }

        return new(units, units.Length);
    }

    private static ulong AddressOf(ulong offset, bool exists, ISlab slab) => exists ? slab.ReadOnlyAddress + offset : 0;
}
