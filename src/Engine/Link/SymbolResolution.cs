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

    /// <summary>A guess at how many new global names a unit brings; the table grows if it is wrong.</summary>
    private const int GlobalsPerUnit = 64;

    private static bool IsBase(Utf8Name name) => name == GotName || name == ThreadLocalBaseName;

    public static void Run(LinkState state)
    {
        ChooseGroups(state);
        var firstShared = new int[state.Units.Length]; // behind the null symbol
        if (state.Units.Length == 1)
            firstShared[0] = AddMentions(state, 0);
        else
            Parallel.For(0, state.Units.Length, unit => firstShared[unit] = AddMentions(state, unit));
        using var globals = new NameTable(state.Units.Length * GlobalsPerUnit);
        for (int unit = 0; unit < state.Units.Length; unit++)
        {
            Share(state, globals, unit, 0);
            for (int i = firstShared[unit]; i < state.Units[unit].Symbols.Length; i++)
                Share(state, globals, unit, i);
        }
    }

    /// <summary>Makes a symbol of each mention of a unit, and defines the local ones: all that needs no other unit.</summary>
    /// <returns>The first symbol that is not one of its own alone.</returns>
    private static int AddMentions(LinkState state, int unit)
    {
        var symbols = state.Units[unit].Symbols.AsSpan();
        int firstShared = symbols.Length;
        for (int i = 0; i < symbols.Length; i++)
        {
            ref readonly var symbol = ref symbols[i];
            ref var mention = ref New(state, unit, i);
            if (symbol is { Scope: ObjectSymbolScope.Local, IsDefined: true })
                Take(ref mention, symbol, unit, i);
            if (i > 0 && !IsOwn(symbol))
                firstShared = Math.Min(firstShared, i);
        }

        return firstShared;
    }

    /// <summary>Whether a symbol is of no interest beyond its unit.</summary>
    private static bool IsOwn(in ObjectSymbol symbol) =>
        symbol is { Scope: ObjectSymbolScope.Local, IsDefined: true } and not { Section: ObjectSymbol.Common };

    /// <summary>Leads all mentions of a global name to the first; the others' symbols are used no more.</summary>
    private static void Share(LinkState state, NameTable globals, int unit, int index)
    {
        ref readonly var symbol = ref state.Units[unit].Symbols.AsSpan()[index];
        ref int own = ref state.IdOf(unit, index);
        if (symbol.Scope == ObjectSymbolScope.Local)
        {
            if (!IsOwn(symbol))
                AddShared(state, own, unit, index);
            return;
        }

        ref int id = ref globals.ValueOf(symbol.Name, out bool isNew);
        if (isNew)
        {
            id = own;
            AddShared(state, own, unit, index);
        }

        own = id;
        Merge(state, ref state.Symbols[id], symbol, unit, index);
    }

    private static void AddShared(LinkState state, int id, int unit, int index)
    {
        state.Symbols[id].Shared = state.Shared.Count;
        state.Shared.Add(id);
        state.SharedSymbols.Add(new() { First = new(unit, index), Wanted = new(unit, index), WantedBy = -1 });
    }

    private static void ChooseGroups(LinkState state)
    {
        using var chosen = new NameTable(0);
        for (int unit = 0; unit < state.Units.Length; unit++)
        {
            var sections = state.Units[unit].Sections.AsSpan();
            for (int i = 0; i < sections.Length; i++)
                state.SectionOf(unit, i).Fate = sections[i].IsLoaded && !SectionBounds.IsForBoundsOnly(sections[i]) ? SectionFate.Place : SectionFate.Unloaded;
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

    private static ref LinkSymbol New(LinkState state, int unit, int index)
    {
        int id = state.IdOf(unit, index) = state.FirstIdOf(unit) + index;
        ref var symbol = ref state.Symbols[id];
        ref readonly var source = ref state.Units[unit].Symbols.AsSpan()[index];
        symbol = new()
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
        return ref symbol;
    }

    private static void Merge(LinkState state, ref LinkSymbol global, in ObjectSymbol symbol, int unit, int index)
    {
        if (symbol.Scope < global.Scope)
            global.Scope = symbol.Scope;
        var rank = RankOf(state, symbol, unit);
        if (rank == DefinitionRank.None)
        {
            ref var shared = ref state.SharedSymbols[global.Shared];
            shared.IsNeeded |= !symbol.IsWeak || symbol.IsDefined;
            if (symbol.Type == ObjectSymbolType.ThreadLocal && !global.IsDefined)
                global.Type = ObjectSymbolType.ThreadLocal;
            if (shared.WantedBy < 0)
                shared.WantedBy = unit;
            if (state.SourceOf(shared.Wanted).Signature.IsEmpty || state.SourceOf(shared.Wanted).IsDefined)
                shared.Wanted = new(unit, index);
        }
        else if (rank == DefinitionRank.Strong && global.Rank == DefinitionRank.Strong)
        {
            if (global.Unit == unit && IsSamePlace(state.Units[unit].Symbols.AsSpan()[global.Symbol], symbol))
                return; // A function and its default version (f@@VERSION) have one name here.
            ReportDuplicate(state, global, symbol, unit);
        }
        else if (rank == DefinitionRank.Common && global.Rank == DefinitionRank.Common)
        {
            global.Size = Math.Max(global.Size, symbol.Size);
            global.Alignment = Math.Max(global.Alignment, symbol.Value);
        }
        else if (rank > global.Rank)
        {
            Take(ref global, symbol, unit, index);
        }
    }

    private static bool IsSamePlace(in ObjectSymbol left, in ObjectSymbol right) =>
        left.Section == right.Section && left.Value == right.Value;

    private static void ReportDuplicate(LinkState state, in LinkSymbol first, in ObjectSymbol second, int unit)
    {
        var (here, there) = (state.Units[unit], state.Units[first.Unit]);
        ref readonly var other = ref there.Symbols.AsSpan()[first.Symbol];
        state.Errors.Add(DiagnosticCatalog.DuplicateSymbol, here,
            $"{SymbolText.Quote(second.Name)} is defined here in {Place(here, second)} and in {there.Path} in {Place(there, other)}; "
            + "rename one, make it static, or make one weak");
    }

    private static string Place(ObjectUnit unit, in ObjectSymbol symbol) =>
        symbol.IsInSection ? unit.Describe(symbol.Section, symbol.Value) : "no section, as a number";

    private static DefinitionRank RankOf(LinkState state, in ObjectSymbol symbol, int unit)
    {
        if (!symbol.IsDefined || (symbol.IsInSection && state.SectionOf(unit, symbol.Section).Fate == SectionFate.Drop))
            return DefinitionRank.None;
        if (symbol.IsWeak)
            return DefinitionRank.Weak;
        return symbol.Section == ObjectSymbol.Common ? DefinitionRank.Common : DefinitionRank.Strong;
    }

    private static void Take(ref LinkSymbol link, in ObjectSymbol symbol, int unit, int index)
    {
        link.Unit = unit;
        link.Symbol = index;
        link.Type = symbol.Type;
        link.Rank = symbol.IsWeak ? DefinitionRank.Weak
            : symbol.Section == ObjectSymbol.Common ? DefinitionRank.Common : DefinitionRank.Strong;
        link.Size = symbol.Size;
        link.Value = symbol.Section == ObjectSymbol.Common ? 0 : symbol.Value;
        link.Alignment = symbol.Section == ObjectSymbol.Common ? Math.Max(symbol.Value, 1) : 0;
        if (symbol.Scope == ObjectSymbolScope.Local)
            link.Scope = ObjectSymbolScope.Local;
        if (symbol.Section == ObjectSymbol.Absolute)
            link.Standing = Standing.Absolute;
    }
}
