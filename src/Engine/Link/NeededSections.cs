using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>What is reached by references from some sections of a link, through sections that are placed. Linear in relocations.</summary>
internal sealed class NeededSections(LinkState state)
{
    private readonly bool[] _isNeeded = new bool[state.Sections.Length];
    private readonly Stack<(int Unit, int Section)> _open = new();

    /// <summary>Whether a section, by number, is needed.</summary>
    public bool Contains(int section) => _isNeeded[section];

    /// <summary>Adds a section.</summary>
    public void Add(int unit, int section)
    {
        ref bool isNeeded = ref _isNeeded[state.NumberOf(unit, section)];
        if (isNeeded || state.SectionOf(unit, section).Fate != SectionFate.Place)
            return;
        isNeeded = true;
        if (state.Units[unit].Sections.AsSpan()[section].Kind != SectionKind.EhFrame)
            _open.Push((unit, section));
    }

    /// <summary>Adds what the unwind records of placed functions refer to.</summary>
    public void AddFrames(int unit, int section)
    {
        if (state.FramesOf(unit, section) is not { } frames)
            return; // Reported when its place is chosen.
        var isLive = new bool[frames.Records.Count];
        for (int i = 0; i < isLive.Length; i++)
        {
            var record = frames.Records[i];
            if (record.Common != i && record.Function > 0 && state.SectionOf(unit, record.Function).Fate == SectionFate.Place)
                isLive[i] = isLive[record.Common] = true;
        }

        int number = -1;
        foreach (ref readonly var relocation in state.Units[unit].Sections.AsSpan()[section].Relocations)
        {
            number = frames.NumberAt((int)relocation.Offset, number);
            if (number >= 0 && isLive[number])
                AddTarget(unit, relocation);
        }
    }

    /// <summary>Adds all that those refer to, and so on.</summary>
    public void Follow()
    {
        while (_open.TryPop(out var next))
        {
            foreach (ref readonly var relocation in state.Units[next.Unit].Sections.AsSpan()[next.Section].Relocations)
                AddTarget(next.Unit, relocation);
        }
    }

    private void AddTarget(int unit, in ObjectRelocation relocation)
    {
        ref var symbol = ref state.SymbolOf(unit, (int)relocation.Symbol);
        if (state.TryGetSection(symbol, out int section))
            Add(symbol.Unit, section);
    }
}
