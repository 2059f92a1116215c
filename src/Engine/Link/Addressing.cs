using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Still step 3: with the slab granted, every section and symbol gets the address that the runtime sees.</summary>
internal static class Addressing
{
    public static void Run(LinkState state, ISlab slab)
    {
        state.GotAddress = slab.ReadOnlyAddress;
        foreach (ref var section in state.Sections)
        {
            if (section.Fate == SectionFate.Place)
                section.Address = section.Offset + BaseOf(slab, section.Region);
        }

        InRuns.Do(state.SymbolCount, LinkState.LeastSymbols, (_, start, end) => AddSymbols(state, slab, start, end));
    }

    private static void AddSymbols(LinkState state, ISlab slab, int start, int end)
    {
        for (int id = start; id < end; id++)
        {
            ref var symbol = ref state.Symbols[id];
            switch (symbol.Standing)
            {
                case Standing.Placed when symbol.Alignment > 0:
                    symbol.Direct = symbol.Public = BaseOf(slab, RegionOfCommon(symbol)) + symbol.Value;
                    break;
                case Standing.Placed or Standing.Kept when symbol.Alignment == 0:
                    ref var section = ref state.SectionOf(symbol.Unit, state.Units[symbol.Unit].Symbols[symbol.Symbol].Section);
                    symbol.Direct = section.Address + symbol.Value;
                    symbol.Public = symbol.Stub != 0 ? symbol.Stub : symbol.Direct;
                    symbol.Node = section.Fate == SectionFate.Place ? section.Node : -1;
                    break;
                case Standing.Kept:
                    symbol.Public = symbol.Direct;
                    break;
                case Standing.Elsewhere when symbol.IsDefined:
                    symbol.Public = symbol.Stub != 0 ? symbol.Stub : symbol.Direct;
                    break;
                case Standing.Absolute:
                    symbol.Direct = symbol.Public = symbol.Value;
                    break;
                case Standing.Bound:
                    symbol.Direct = symbol.Public = state.Bounds[symbol.Symbol].AddressOf(state, state.SharedOf(symbol).IsStop);
                    break;
                case Standing.GotBase:
                    symbol.Direct = symbol.Public = state.GotAddress;
                    break;
            }
        }
    }

    public static Region RegionOfCommon(in LinkSymbol symbol) =>
        symbol.Type == ObjectSymbolType.ThreadLocal ? Region.ThreadLocals : Region.Data;

    public static ulong BaseOf(ISlab slab, Region region) => region switch
    {
        Region.Code => slab.CodeAddress,
        Region.ReadOnly => slab.ReadOnlyAddress,
        Region.ThreadLocals => slab.ThreadLocalAddress,
        _ => slab.DataAddress,
    };

    public static Span<byte> SpanOf(ISlab slab, Region region) => region switch
    {
        Region.Code => slab.Code,
        Region.ReadOnly => slab.ReadOnly,
        Region.ThreadLocals => slab.ThreadLocals,
        _ => slab.Data,
    };
}
