using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Step 5: puts the result of a link into the words of the agent.</summary>
internal static class CommitMessage
{
    /// <summary>Units that are worth another thread.</summary>
    private const int LeastUnits = 64;

    public static CommitRequest Make(LinkState state, Layout layout, ISlab slab)
    {
        state.Addresses.Allot(state.DefinitionCount);
        state.DefinedIn.Allot(state.DefinitionCount);
        InRuns.Do(state.DefinitionCount, LinkState.LeastSymbols, (_, start, end) =>
        {
            for (int i = start; i < end; i++)
                (state.Addresses[i], state.DefinedIn[i]) = Locate(state, state.Origins[i]);
        });

        return new(
            state.Addresses.AsFlatList(), state.DefinedIn.AsFlatList(),
            new(state.NodeUnits.AsFlatList(), state.Edges.NeedsNodes, state.Edges.NeedsSymbols), MakeUnits(state, layout, slab), state.Edges.Fixups.AsFlatList())
        {
            InitialiserRuns = layout.InitialiserRuns.ToFlatList(),
            FinaliserRuns = layout.FinaliserRuns.ToFlatList(),
            Holds = state.Edges.Holds.AsFlatList(),
            Calls = state.Edges.Calls.AsFlatList(),
            IsCodeByStubs = !state.Edges.IsCodeExposed && IsCodeByStubs(state),
            OwnReadOnly = state.IsPatch ? layout.OwnReadOnly : 0,
            Digests = state.Options.IsModuleNew && !state.DigestsFollow ? state.Digests.AsFlatList() : [],
            DigestsFollow = state.DigestsFollow,
        };
    }

    /// <summary>Whether each placed section of code is one function that has a stub.</summary>
    private static bool IsCodeByStubs(LinkState state)
    {
        int others = 0;
        InRuns.Do(state.DefinitionCount, LinkState.LeastSymbols, (_, start, end) =>
        {
            if (!MarkFunctions(state, start, end))
                Interlocked.Increment(ref others);
        });
        if (others > 0)
            return false;
        InRuns.Do(state.Units.Length, LeastUnits, (_, start, end) =>
        {
            for (int unit = start; unit < end; unit++)
            {
                if (!AreAllMarked(state, unit))
                    Interlocked.Increment(ref others);
            }
        });
        return others == 0;
    }

    /// <summary>Marks sections that are a function; false if some function is not all of its section, or has no stub.</summary>
    private static bool MarkFunctions(LinkState state, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            ref var origin = ref state.Origins[i];
            if (origin.SymbolId < 0 || !state.Definitions[i].Kind.IsFunction())
                continue;
            ref var symbol = ref state.Symbols[origin.SymbolId];
            if (symbol.Standing != Standing.Placed)
                continue;
            ref var place = ref state.SectionOf(origin.Unit, origin.Section);
            if (symbol is not { IsWhole: true, Stub: not 0 } || place.IsBound)
                return false;
            place.IsFunction = true;
        }

        return true;
    }

    private static bool AreAllMarked(LinkState state, int unit)
    {
        var sections = state.Units[unit].Sections.AsSpan();
        for (int i = 1; i < sections.Length; i++)
        {
            if (sections[i] is { Kind: SectionKind.Code, Size: > 0 } && state.SectionOf(unit, i) is { Fate: SectionFate.Place, IsFunction: false })
                return false;
        }

        return true;
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

    private static FlatList<UnitRecord> MakeUnits(LinkState state, Layout layout, ISlab slab)
    {
        var units = new UnitRecord[layout.Tables.Count];
        for (int i = 0; i < units.Length; i++)
        {
            var tables = layout.Tables[i];
            units[i] = new(
                AddressOf(tables.InitOffset, tables.InitCount > 0, slab), tables.InitCount,
                AddressOf(tables.FiniOffset, tables.FiniCount > 0, slab), tables.FiniCount,
                AddressOf(tables.FrameOffset, tables.FrameSize > 0, slab), tables.FrameSize,
                tables.FrameSize > 0 ? FrameNodeOf(state, i) : 0);
        }

        return new(units, units.Length);
    }

    private static int FrameNodeOf(LinkState state, int unit)
    {
        int found = UnitRecord.ManyNodes;
        var sections = state.Units[unit].Sections.AsSpan();
        for (int i = 1; i < sections.Length; i++)
        {
            ref var place = ref state.SectionOf(unit, i);
            if (sections[i].Kind != SectionKind.EhFrame || place.Fate != SectionFate.Place)
                continue;
            if (found != UnitRecord.ManyNodes)
                return UnitRecord.ManyNodes;
            found = place.Node;
        }

        return found;
    }

    private static ulong AddressOf(ulong offset, bool exists, ISlab slab) => exists ? slab.ReadOnlyAddress + offset : 0;
}
