using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Step 1: finds the definition that each name means inside this link (gABI chapter 4, "Symbol Table" and "Section
/// Groups"): strong before common before weak, the first of equal ones; of COMDAT groups the first.
/// </summary>
internal static class SymbolResolution
{
    /// <summary>The name that assemblers give to the GOT; the linker itself defines it.</summary>
    private static ReadOnlySpan<byte> GotName => "_GLOBAL_OFFSET_TABLE_"u8;

    /// <summary>The name that descriptor calls of local-dynamic code have for the place that offsets count from.</summary>
    private static ReadOnlySpan<byte> ThreadLocalBaseName => "_TLS_MODULE_BASE_"u8;

    private static bool IsBase(Utf8Name name) => name == GotName || name == ThreadLocalBaseName;

    public static void Run(LinkState state)
    {
        var firstShared = new int[state.Units.Length]; // behind the null symbol
        if (state.Units.Length == 1)
            Begin(0);
        else
            Parallel.For(0, state.Units.Length, Begin);
        ChooseGroups(state);
        NameSharing.Run(state, firstShared);

        void Begin(int unit)
        {
            BeginSections(state, unit);
            firstShared[unit] = AddLocals(state, unit);
        }
    }

    private static void BeginSections(LinkState state, int unit)
    {
        var sections = state.Units[unit].Sections.AsSpan();
        for (int i = 0; i < sections.Length; i++)
            state.SectionOf(unit, i).Fate = sections[i].IsLoaded && !SectionBounds.IsForBoundsOnly(sections[i]) ? SectionFate.Place : SectionFate.Unloaded;
    }

    /// <summary>
    /// Makes a symbol of each local one of a unit, and defines it: all that needs no other unit. The labels of a section share one. Global names are hashed for
    /// those who share them.
    /// </summary>
    /// <returns>The first symbol that is not one of its own alone.</returns>
    private static int AddLocals(LinkState state, int unit)
    {
        var symbols = state.Units[unit].Symbols.AsSpan();
        var ids = state.IdsOf(unit);
        var sections = state.Units[unit].Sections.AsSpan();
        int[] labels = Pooled.RentZeroed<int>(sections.Length); // by section, the id of its first label, plus 1
        int firstShared = symbols.Length;
        int next = state.FirstLocalOf(unit);
        for (int i = 0; i < symbols.Length; i++)
        {
            ref readonly var symbol = ref symbols[i];
            if (i > 0 && !IsOwn(symbol))
                firstShared = Math.Min(firstShared, i);
            if (symbol.Scope != ObjectSymbolScope.Local)
            {
                ids[i] = NameSharing.Hash(symbol.Name);
                continue;
            }

            bool isLabel = symbol.IsLabelOf(sections);
            if (isLabel && labels[symbol.Section] is not 0 and var known)
            {
                ids[i] = known - 1;
                continue;
            }

            ids[i] = next;
            ref var link = ref state.Symbols[next++];
            link = New(symbol, i);
            if (symbol.IsDefined)
                Take(state, ref link, symbol, unit, i);
            if (isLabel)
            {
                link.BecomeSection();
                labels[symbol.Section] = next;
            }
        }

        Pooled.Return(labels);
        return firstShared;
    }

    /// <summary>Whether a symbol is of no interest beyond its unit.</summary>
    internal static bool IsOwn(in ObjectSymbol symbol) =>
        symbol is { Scope: ObjectSymbolScope.Local, IsDefined: true } and not { Section: ObjectSymbol.Common };

    private static void ChooseGroups(LinkState state)
    {
        using var chosen = new NameTable(0);
        for (int unit = 0; unit < state.Units.Length; unit++)
        {
            foreach (var group in state.Units[unit].Groups)
            {
                if (group.IsComdat && !chosen.Add(group.Signature))
                    Drop(state, unit, group);
            }

            DropLinked(state, unit);
        }
    }

    /// <summary>What goes with a section that is left out is left out too (SHF_LINK_ORDER).</summary>
    private static void DropLinked(LinkState state, int unit)
    {
        var sections = state.Units[unit].Sections.AsSpan();
        for (int i = 1; i < sections.Length; i++)
        {
            ref var place = ref state.SectionOf(unit, i);
            if (sections[i].LinkedTo > 0 && place.Fate == SectionFate.Place && state.SectionOf(unit, sections[i].LinkedTo).Fate == SectionFate.Drop)
                place.Fate = SectionFate.Drop;
        }
    }

    /// <summary>Leaves all members of a group out of the link.</summary>
    public static void Drop(LinkState state, int unit, in SectionGroup group)
    {
        foreach (int section in group.Sections)
        {
            ref var member = ref state.SectionOf(unit, section);
            if (member.Fate != SectionFate.Unloaded)
                member.Fate = SectionFate.Drop;
        }
    }

    internal static LinkSymbol New(in ObjectSymbol source, int index) => new()
    {
        Unit = -1,
        Symbol = index,
        Shared = -1,
        Scope = ObjectSymbolScope.Global,
        Index = -1,
        GotEntry = -1,
        Node = -1,
        Standing = !source.IsPrivate && IsBase(source.Name) ? Standing.GotBase : Standing.None,
    };

    internal static void Take(LinkState state, ref LinkSymbol link, in ObjectSymbol symbol, int unit, int index)
    {
        link.Unit = unit;
        link.Symbol = index;
        link.Type = symbol.Type == ObjectSymbolType.Section ? ObjectSymbolType.None : symbol.Type; // Those of labels become it.
        link.Rank = symbol.IsWeak ? DefinitionRank.Weak
            : symbol.Section == ObjectSymbol.Common ? DefinitionRank.Common : DefinitionRank.Strong;
        link.IsWhole = symbol is { IsInSection: true, Value: 0 } && symbol.Size == state.Units[unit].Sections.AsSpan()[symbol.Section].Size;
        link.Value = symbol.Section == ObjectSymbol.Common ? 0 : symbol.Value;
        link.Alignment = symbol.Section == ObjectSymbol.Common ? Math.Max(symbol.Value, 1) : 0;
        if (symbol.Scope == ObjectSymbolScope.Local)
            link.Scope = ObjectSymbolScope.Local;
        if (symbol.Section == ObjectSymbol.Absolute)
            link.Standing = Standing.Absolute;
    }
}
