using System.Globalization;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Where a unit's tables lie in the read-only region; counts are of pointers.</summary>
internal readonly record struct UnitTables(
    ulong InitOffset, int InitCount, ulong FiniOffset, int FiniCount, ulong FrameOffset, ulong FrameSize);

/// <summary>
/// Step 3: gives every placed section an offset in a region, in the order of units and sections. The read-only region
/// begins with the GOT. Initialisers, finalisers and frames of a unit are joined to one table each.
/// </summary>
internal sealed class Layout
{
    /// <summary>What a region is aligned to at least: one page.</summary>
    private const ulong PageSize = 4096;

    /// <summary>The zero word that ends a unit's frames.</summary>
    private const ulong FrameTerminatorSize = 4;

    private readonly LinkState _state;
    private readonly ulong[] _end = new ulong[4];
    private readonly UnitTables[] _tables;
    private readonly List<TableRun> _initialisers = [];
    private readonly List<TableRun> _finalisers = [];
    private readonly List<(int Unit, int Section)> _shared = [];
    private ulong _alignment = PageSize;

    private Layout(LinkState state)
    {
        _state = state;
        _tables = new UnitTables[state.Units.Length];
    }

    /// <summary>What to reserve.</summary>
    public SlabSize Size => new(_end[(int)Region.Code], _end[(int)Region.ReadOnly], _end[(int)Region.Data], _alignment,
        _end[(int)Region.ThreadLocals]);

    /// <summary>Bytes at the start of the read-only region, in whole pages, that only the placed code uses; of a patch only.</summary>
    public ulong OwnReadOnly { get; private set; }

    /// <summary>The tables of each unit.</summary>
    public IReadOnlyList<UnitTables> Tables => _tables;

    /// <summary>The numbers of initialisers, see <see cref="CommitRequest.InitialiserRuns"/>.</summary>
    public IReadOnlyList<TableRun> InitialiserRuns => _initialisers;

    /// <summary>The numbers of finalisers.</summary>
    public IReadOnlyList<TableRun> FinaliserRuns => _finalisers;

    public static Layout Run(LinkState state)
    {
        var layout = new Layout(state);
        layout.Allocate(Region.ReadOnly, (ulong)state.GotSymbols.Count * X64.GotEntrySize, X64.GotEntrySize);
        state.ThreadLocals.Start = layout.Allocate(Region.ReadOnly, state.ThreadLocals.Size, X64.GotEntrySize);
        for (int unit = 0; unit < state.Units.Length; unit++)
            layout.PlaceUnit(unit);
        layout.PlaceShared();
        foreach (var bounds in state.Bounds)
            layout.PlaceBounds(bounds);
        layout.PlaceCommons();
        return layout;
    }

    private void PlaceUnit(int unit)
    {
        List<(int Priority, int Section)>? initialisers = null, finalisers = null, frames = null;
        bool isWhole = true;
        var sections = _state.Units[unit].Sections.AsSpan();
        for (int i = 1; i < sections.Length; i++)
        {
            ref var place = ref _state.SectionOf(unit, i);
            isWhole &= place.Fate != SectionFate.Drop && !(place.Fate == SectionFate.Keep && sections[i].Kind == SectionKind.Code);
            if (place.Fate != SectionFate.Place)
                continue;
            ref readonly var section = ref sections[i];
            place.Node = _state.AddNode(unit);
            switch (section.Kind)
            {
                case SectionKind.Initialisers:
                    (initialisers ??= []).Add((PriorityOf(section.Name), i));
                    break;
                case SectionKind.Finalisers:
                    (finalisers ??= []).Add((PriorityOf(section.Name), i));
                    break;
                case SectionKind.EhFrame:
                    (frames ??= []).Add((0, i));
                    break;
                default:
                    if (place.IsBound)
                        break;
                    if (_state.IsPatch && section.Kind == SectionKind.ReadOnly && !OwnConstants.Contain(_state.Units[unit], section))
                    {
                        _shared.Add((unit, i));
                        break;
                    }

                    place.Region = RegionOf(section.Kind);
                    place.Offset = (uint)Allocate(place.Region, section.Size, section.Alignment);
                    break;
            }
        }

        if (!isWhole)
            frames?.ForEach(frame => CutFrames(unit, frame.Section));
        var (initOffset, initSize) = Join(unit, initialisers, _initialisers, isBackwards: false);
        var (finiOffset, finiSize) = Join(unit, finalisers, _finalisers, isBackwards: true);
        var (frameOffset, frameSize) = Join(unit, frames, null, isBackwards: false);
        if (frameSize > 0)
        {
            Allocate(Region.ReadOnly, FrameTerminatorSize, 1);
            frameSize += FrameTerminatorSize;
        }

        _tables[unit] = new(initOffset, (int)(initSize / 8), finiOffset, (int)(finiSize / 8), frameOffset, frameSize);
    }

    /// <summary>
    /// Constants of a patch whose addresses may be held lie on pages of their own, behind what goes with the code when that is replaced.
    /// </summary>
    private void PlaceShared()
    {
        OwnReadOnly = (_end[(int)Region.ReadOnly] + PageSize - 1) & ~(PageSize - 1);
        if (_shared.Count == 0 && !_state.Bounds.Exists(bounds => bounds.Members.Count > 0))
            return;
        Allocate(Region.ReadOnly, 0, PageSize);
        foreach (var (unit, section) in _shared)
        {
            ref var place = ref _state.SectionOf(unit, section);
            ref readonly var source = ref _state.Units[unit].Sections.AsSpan()[section];
            place.Region = Region.ReadOnly;
            place.Offset = (uint)Allocate(Region.ReadOnly, source.Size, source.Alignment);
        }
    }

    private void CutFrames(int unit, int section)
    {
        if (FrameLayout.Make(_state, unit, section) is { } frames)
            _state.Frames.Add(_state.NumberOf(unit, section), frames);
    }

    private ulong SizeOf(int unit, int section) =>
        _state.Frames.TryGetValue(_state.NumberOf(unit, section), out var frames)
            ? (ulong)frames.Size
            : _state.Units[unit].Sections.AsSpan()[section].Size;

    private static Region RegionOf(SectionKind kind) => kind switch
    {
        SectionKind.Code => Region.Code,
        SectionKind.Data or SectionKind.Zero => Region.Data,
        SectionKind.ThreadLocal => Region.ThreadLocals,
        _ => Region.ReadOnly,
    };

    /// <summary>Places sections one after the other without gaps: a gap would be a null pointer, or an end of frames.</summary>
    private (ulong Offset, ulong Size) Join(
        int unit, List<(int Priority, int Section)>? members, List<TableRun>? runs, bool isBackwards)
    {
        if (members is null)
            return default;
        members.Sort();
        if (isBackwards)
            members.Reverse(); // What was initialised last is finalised first.
        if (!members.Exists(member => member.Priority != TableRun.Unnumbered))
            runs = null;
        ulong start = Allocate(Region.ReadOnly, 0, sizeof(ulong));
        foreach (var (priority, index) in members)
        {
            ref var place = ref _state.SectionOf(unit, index);
            ref readonly var section = ref _state.Units[unit].Sections.AsSpan()[index];
            place.Region = Region.ReadOnly;
            place.Offset = (uint)Allocate(Region.ReadOnly, SizeOf(unit, index), 1);
            runs?.Add(new(unit, priority, (int)((place.Offset - start) / sizeof(ulong)), (int)(section.Size / sizeof(ulong))));
            place.IsReversed = section.Kind != SectionKind.EhFrame && RunsBackwards(section.Name) != isBackwards;
        }

        return (start, _end[(int)Region.ReadOnly] - start);
    }

    /// <summary>The order to run initialisers in: <c>.preinit_array</c>, then by number, then those without one.</summary>
    private static int PriorityOf(Utf8Name name)
    {
        if (name.StartsWith(".preinit_array"u8))
            return -1;
        int dot = name.Span.LastIndexOf((byte)'.');
        if (!int.TryParse(name.Span[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return TableRun.Unnumbered;
        return RunsBackwards(name) ? ushort.MaxValue - number : number;
    }

    /// <summary>The older <c>.ctors</c> run from the last pointer to the first, <c>.dtors</c> from the first to the last: against
    /// the newer arrays, and numbered against them too.</summary>
    private static bool RunsBackwards(Utf8Name name) =>
        name.StartsWith(".ctors"u8) || name.StartsWith(".dtors"u8);

    /// <summary>Places sections side by side; what lives on keeps its place.</summary>
    private void PlaceBounds(SectionBounds bounds)
    {
        var region = bounds.ChooseRegion(_state);
        Allocate(region, 0, bounds.AlignmentOf(_state));
        foreach (var (unit, index) in bounds.Members)
        {
            ref var place = ref _state.SectionOf(unit, index);
            if (place.Fate != SectionFate.Place)
                continue;
            ref readonly var section = ref _state.Units[unit].Sections.AsSpan()[index];
            place.Region = region;
            place.Offset = (uint)Allocate(region, section.Size, section.Alignment);
        }
    }

    private void PlaceCommons()
    {
        foreach (int id in _state.Shared.AsSpan())
        {
            ref var symbol = ref _state.Symbols[id];
            if (symbol.Alignment > 0 && symbol.Standing == Standing.Placed)
            {
                symbol.Value = Allocate(Addressing.RegionOfCommon(symbol), _state.SizeOf(symbol), symbol.Alignment);
                symbol.Node = _state.AddNode(symbol.Unit);
            }
        }
    }

    private ulong Allocate(Region region, ulong size, ulong alignment)
    {
        ref ulong end = ref _end[(int)region];
        ulong offset = (end + alignment - 1) & ~(alignment - 1);
        end = offset + size;
        _alignment = Math.Max(_alignment, alignment);
        return offset;
    }
}
