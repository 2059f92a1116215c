using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 1, if <see cref="LinkOptions.GcSections"/> says so: leaves out the sections that no root reaches. Roots are
/// what other modules may see, what the options name, initialisers and finalisers, and what was marked to be retained
/// (SHF_GNU_RETAIN). A frame reaches nothing by itself: its function reaches what the frame refers to.
/// </summary>
internal sealed class SectionGc
{
    private readonly LinkState _state;
    private readonly bool[] _isLive;
    private readonly bool[] _areBoundsLive;
    private readonly Stack<(int Unit, int Section)> _open = new();

    /// <summary>What a section takes along beside what it refers to: lists by section, linked by index.</summary>
    private readonly int[] _firstCompanion;
    private readonly List<(int Unit, int Section, int Next)> _companions = [default];

    private SectionGc(LinkState state)
    {
        _state = state;
        _isLive = new bool[state.Sections.Length];
        _areBoundsLive = new bool[state.Bounds.Count];
        _firstCompanion = new int[state.Sections.Length];
    }

    public static void Run(LinkState state)
    {
        if (!state.Options.GcSections)
            return;
        var gc = new SectionGc(state);
        for (int unit = 0; unit < state.Units.Length; unit++)
            gc.CollectCompanions(unit);
        for (int unit = 0; unit < state.Units.Length; unit++)
            gc.MarkRoots(unit);
        gc.MarkSymbols();
        gc.MarkReached();
        for (int unit = 0; unit < state.Units.Length; unit++)
            gc.Sweep(unit);
    }

    private void CollectCompanions(int unit)
    {
        foreach (var group in _state.Units[unit].Groups)
        {
            for (int i = 0; i < group.Sections.Length; i++)
                AddCompanion(unit, group.Sections[i], unit, group.Sections[(i + 1) % group.Sections.Length]);
        }

        var sections = _state.Units[unit].Sections.AsSpan();
        for (int i = 1; i < sections.Length; i++)
        {
            if (_state.SectionOf(unit, i).Fate != SectionFate.Place)
                continue;
            if (sections[i].LinkedTo > 0)
                AddCompanion(unit, sections[i].LinkedTo, unit, i);
            if (sections[i].Kind == SectionKind.EhFrame)
                CollectFrames(unit, i, sections[i]);
        }
    }

    private void CollectFrames(int unit, int index, in ObjectSection section)
    {
        if (_state.FramesOf(unit, index) is not { } frames)
            return; // Reported when its place is chosen.
        var commonTargets = new List<uint>?[frames.Records.Count];
        int number = -1;
        foreach (ref readonly var relocation in section.Relocations)
        {
            number = frames.NumberAt((int)relocation.Offset, number);
            if (number < 0)
                continue;
            var record = frames.Records[number];
            if (record.Common == number)
                (commonTargets[number] ??= []).Add(relocation.Symbol);
            else if (record.Function > 0)
                AddCompanion(unit, record.Function, relocation.Symbol);
        }

        foreach (var record in frames.Records.AsSpan())
        {
            if (record.Function > 0 && commonTargets[record.Common] is { } targets)
                targets.ForEach(symbol => AddCompanion(unit, record.Function, symbol));
        }
    }

    private void AddCompanion(int unit, int section, uint symbol)
    {
        ref var target = ref _state.SymbolOf(unit, (int)symbol);
        if (_state.TryGetSection(target, out int home) && (target.Unit, home) != (unit, section))
            AddCompanion(unit, section, target.Unit, home);
    }

    private void AddCompanion(int unit, int section, int companionUnit, int companion)
    {
        ref int first = ref _firstCompanion[_state.NumberOf(unit, section)];
        _companions.Add((companionUnit, companion, first));
        first = _companions.Count - 1;
    }

    private void MarkRoots(int unit)
    {
        var sections = _state.Units[unit].Sections.AsSpan();
        for (int i = 1; i < sections.Length; i++)
        {
            if (sections[i].IsRetained || sections[i].Kind is SectionKind.Initialisers or SectionKind.Finalisers)
                Mark(unit, i);
        }
    }

    private void MarkSymbols()
    {
        HashSet<Utf8Name> roots = [.. _state.Options.Roots.Select(Utf8Name.From)];
        for (int id = 0; id < _state.SymbolCount; id++)
        {
            ref var symbol = ref _state.Symbols[id];
            bool isSeen = _state.Options.ExportsAreRoots && symbol.Scope is ObjectSymbolScope.Global or ObjectSymbolScope.Protected;
            if (isSeen || (symbol.Scope != ObjectSymbolScope.Local && roots.Count > 0 && roots.Contains(_state.NameOf(symbol))))
                Mark(symbol);
        }
    }

    private void MarkReached()
    {
        while (_open.TryPop(out var next))
        {
            for (int i = _firstCompanion[_state.NumberOf(next.Unit, next.Section)]; i != 0; i = _companions[i].Next)
                Mark(_companions[i].Unit, _companions[i].Section);
            foreach (ref readonly var relocation in _state.Units[next.Unit].Sections.AsSpan()[next.Section].Relocations)
                Mark(_state.SymbolOf(next.Unit, (int)relocation.Symbol));
        }
    }

    private void Mark(in LinkSymbol symbol)
    {
        if (_state.TryGetSection(symbol, out int section))
        {
            Mark(symbol.Unit, section);
        }
        else if (symbol.Standing == Standing.Bound && !_areBoundsLive[symbol.Symbol])
        {
            _areBoundsLive[symbol.Symbol] = true;
            _state.Bounds[symbol.Symbol].Members.ForEach(member => Mark(member.Unit, member.Section));
        }
    }

    private void Mark(int unit, int section)
    {
        ref bool isLive = ref _isLive[_state.NumberOf(unit, section)];
        if (isLive || _state.SectionOf(unit, section).Fate != SectionFate.Place)
            return;
        isLive = true;
        if (_state.Units[unit].Sections.AsSpan()[section].Kind != SectionKind.EhFrame)
            _open.Push((unit, section));
    }

    private void Sweep(int unit)
    {
        var sections = _state.Units[unit].Sections.AsSpan();
        for (int i = 1; i < sections.Length; i++)
        {
            ref var place = ref _state.SectionOf(unit, i);
            if (place.Fate == SectionFate.Place && sections[i].Kind != SectionKind.EhFrame && !_isLive[_state.NumberOf(unit, i)])
                place.Fate = SectionFate.Drop;
        }
    }
}
