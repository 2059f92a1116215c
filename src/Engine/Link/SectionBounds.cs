using System.Buffers;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// The sections of one name whose bounds somebody asks for: <c>__start_NAME</c> and <c>__stop_NAME</c>, where NAME is an
/// identifier of C. They are joined, in the order of units and sections, to one stretch of memory.
/// </summary>
internal sealed class SectionBounds
{
    private static readonly SearchValues<byte> IdentifierBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz0123456789"u8);

    private SectionBounds(Utf8Name name) => Name = name;

    private static ReadOnlySpan<byte> StartPrefix => "__start_"u8;

    private static ReadOnlySpan<byte> StopPrefix => "__stop_"u8;

    /// <summary>Where compilers list the entries of <c>-fpatchable-function-entry</c>: nobody can need it but by its bounds.</summary>
    private static ReadOnlySpan<byte> EntryList => "__patchable_function_entries"u8;

    /// <summary>The sections' name.</summary>
    public Utf8Name Name { get; }

    /// <summary>Its place in <see cref="LinkState.Bounds"/>.</summary>
    public int Number { get; private set; }

    /// <summary>The sections, in the order of the stretch.</summary>
    public List<(int Unit, int Section)> Members { get; } = [];

    /// <summary>Whether a symbol is one of those that name bounds.</summary>
    public static bool IsBound(Utf8Name symbol) => symbol.StartsWith(StartPrefix) || symbol.StartsWith(StopPrefix);

    /// <summary>Whether a section may be asked for by its bounds.</summary>
    public static bool IsBoundable(in ObjectSection section)
    {
        if (section.Kind is not (SectionKind.Code or SectionKind.ReadOnly or SectionKind.Data or SectionKind.Zero))
            return false;
        var name = section.Name.Span;
        return !name.IsEmpty && !char.IsAsciiDigit((char)name[0]) && name.IndexOfAnyExcept(IdentifierBytes) < 0;
    }

    /// <summary>Whether a section is part of a process only if somebody asks for its bounds.</summary>
    public static bool IsForBoundsOnly(in ObjectSection section) => section.Kind == SectionKind.Data && section.Name == EntryList;

    /// <summary>Whether a unit asks for bounds, or has sections that others may ask the bounds of.</summary>
    public static bool Concern(ObjectUnit unit)
    {
        foreach (ref readonly var section in unit.Sections.AsSpan())
        {
            if (IsBoundable(section) && !IsForBoundsOnly(section))
                return true;
        }

        foreach (ref readonly var symbol in unit.Symbols.AsSpan())
        {
            if (!symbol.IsDefined && IsBound(symbol.Name))
                return true;
        }

        return false;
    }

    /// <summary>Step 1: gives meaning to the bounds that no unit defines itself, if there are sections of the name.</summary>
    public static void Find(LinkState state)
    {
        Dictionary<Utf8Name, SectionBounds>? wanted = null;
        foreach (int id in state.Shared.AsSpan())
        {
            ref var symbol = ref state.Symbols[id];
            if (!symbol.IsDefined && symbol.Scope != ObjectSymbolScope.Local && IsBound(state.NameOf(symbol)))
                (wanted ??= []).TryAdd(SectionName(state.NameOf(symbol)), new(SectionName(state.NameOf(symbol))));
        }

        if (wanted is null)
            return;
        Collect(state, wanted);
        foreach (int id in state.Shared.AsSpan())
        {
            ref var symbol = ref state.Symbols[id];
            if (symbol.IsDefined || symbol.Scope == ObjectSymbolScope.Local || !IsBound(state.NameOf(symbol))
                || wanted[SectionName(state.NameOf(symbol))] is not { Members.Count: > 0 } bounds)
                continue;
            symbol.Standing = Standing.Bound;
            symbol.Symbol = bounds.Number;
            state.SharedOf(symbol).IsStop = state.NameOf(symbol).StartsWith(StopPrefix);
        }
    }

    /// <summary>
    /// Step 2: what lives on at old addresses must still be one stretch with nothing new between. Sections that another
    /// definition made unnecessary leave it.
    /// </summary>
    public void Settle(LinkState state)
    {
        Members.RemoveAll(member => state.SectionOf(member.Unit, member.Section).Fate == SectionFate.Drop);
        ulong end = 0;
        SectionFate? fate = null;
        foreach (var (unit, index) in Members)
        {
            ref readonly var section = ref state.Units[unit].Sections.AsSpan()[index];
            ref var place = ref state.SectionOf(unit, index);
            if (section.Size == 0)
                continue;
            bool isNext = fate is null || (place.Fate == fate && (fate == SectionFate.Place || place.Address == AlignUp(end, section.Alignment)));
            if (!isNext)
            {
                state.Errors.Add(DiagnosticCatalog.DataTypeChanged, state.Units[unit],
                    $"section {Name} gained or lost entries, but __start_{Name} and __stop_{Name} bound variables that are alive and cannot move; make the section const, or restart the runtime");
                return;
            }

            fate = place.Fate;
            end = place.Address + section.Size;
        }
    }

    /// <summary>Step 3: the region that holds all sections.</summary>
    public Region ChooseRegion(LinkState state)
    {
        bool hasData = false, hasCode = false;
        foreach (var (unit, index) in Members)
        {
            var kind = state.Units[unit].Sections.AsSpan()[index].Kind;
            hasData |= kind is SectionKind.Data or SectionKind.Zero;
            hasCode |= kind == SectionKind.Code;
        }

        if (hasData && hasCode)
            state.Errors.Add(DiagnosticCatalog.UnsupportedObject, state.Units[Members[0].Unit],
                $"section {Name} is code in one unit and writable in another, and __start_{Name} wants them together; give them different names");
        return hasData ? Region.Data : hasCode ? Region.Code : Region.ReadOnly;
    }

    /// <summary>Step 3: the greatest alignment of the sections, which is that of the stretch.</summary>
    public ulong AlignmentOf(LinkState state)
    {
        ulong alignment = 1;
        foreach (var (unit, index) in Members)
            alignment = Math.Max(alignment, state.Units[unit].Sections.AsSpan()[index].Alignment);
        return alignment;
    }

    /// <summary>Step 3: the address of a bound, once sections have theirs.</summary>
    public ulong AddressOf(LinkState state, bool isStop)
    {
        if (Members.Count == 0)
            return 0;
        var (unit, index) = isStop ? Members[^1] : Members[0];
        return state.SectionOf(unit, index).Address + (isStop ? state.Units[unit].Sections.AsSpan()[index].Size : 0);
    }

    private static void Collect(LinkState state, Dictionary<Utf8Name, SectionBounds> wanted)
    {
        for (int unit = 0; unit < state.Units.Length; unit++)
        {
            var sections = state.Units[unit].Sections.AsSpan();
            for (int i = 1; i < sections.Length; i++)
            {
                ref var place = ref state.SectionOf(unit, i);
                if (place.Fate == SectionFate.Unloaded && IsForBoundsOnly(sections[i]) && state.SectionOf(unit, sections[i].LinkedTo).Fate != SectionFate.Drop)
                    place.Fate = wanted.ContainsKey(sections[i].Name) ? SectionFate.Place : SectionFate.Unloaded;
                if (place.Fate != SectionFate.Place || !IsBoundable(sections[i]) || !wanted.TryGetValue(sections[i].Name, out var bounds))
                    continue;
                place.IsBound = true;
                bounds.Members.Add((unit, i));
            }
        }

        foreach (var bounds in wanted.Values)
        {
            if (bounds.Members.Count == 0)
                continue;
            bounds.Number = state.Bounds.Count;
            state.Bounds.Add(bounds);
            bounds.SortByLink(state);
        }
    }

    /// <summary>Sections that go with others (SHF_LINK_ORDER) stand in the order of those.</summary>
    private void SortByLink(LinkState state)
    {
        if (!Members.Exists(member => LinkOf(state, member) > 0))
            return;
        var sorted = Members.OrderBy(member => member.Unit).ThenBy(member => LinkOf(state, member)).ToList();
        Members.Clear();
        Members.AddRange(sorted);
    }

    private static int LinkOf(LinkState state, (int Unit, int Section) member) =>
        state.Units[member.Unit].Sections.AsSpan()[member.Section].LinkedTo;

    private static Utf8Name SectionName(Utf8Name symbol) =>
        new(symbol.Bytes[(symbol.StartsWith(StartPrefix) ? StartPrefix : StopPrefix).Length..]);

    private static ulong AlignUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
