using Graft.Engine.Collections;
using Graft.Engine.Objects;

namespace Graft.Engine.Link;

// Who holds whose address.
internal sealed partial class UnchangedSections
{
    /// <summary>
    /// Collects who holds whose address. Mostly nothing that could stay holds an address of what is placed anyway, and so nothing follows: to find that out
    /// first takes a look at one bit for each relocation, while what a relocation means takes ten times as long.
    /// </summary>
    /// <param name="ofMoving">Only addresses of what is known to move; otherwise of all.</param>
    private void CollectUses(bool ofMoving)
    {
        for (int unit = 0; unit < _state.Units.Length; unit++)
        {
            bool[] isAsked = FindAsked(unit, ofMoving);
            CollectUses(unit, isAsked);
            Pooled.Return(isAsked);
        }
    }

    /// <summary>By symbol of a unit: whether to look at relocations that name it.</summary>
    private bool[] FindAsked(int unit, bool ofMoving)
    {
        var symbols = _state.Units[unit].Symbols.AsSpan();
        var isAsked = Pooled.RentZeroed<bool>(symbols.Length);
        for (int i = 0; i < symbols.Length; i++)
        {
            ref var symbol = ref _state.SymbolOf(unit, i);
            isAsked[i] = !ofMoving || symbol.Standing == Standing.Bound || (symbol.IsDefined && MayMove(symbol));
        }

        return isAsked;
    }

    private bool MayMove(in LinkSymbol symbol) =>
        !_state.TryGetSection(symbol, out int section)
        || _roles[_state.NumberOf(symbol.Unit, section)] is Role.Placed or Role.NamelessMoved or Role.OfferedBack;

    /// <summary>Several threads look at a run of the sections each; what follows is found in the order of sections.</summary>
    private void CollectUses(int unit, bool[] isAsked)
    {
        int count = _state.Units[unit].Sections.Length;
        var found = new PooledList<(int Target, int User)>[InRuns.Count(count, LinkState.LeastSections)];
        InRuns.Do(count, LinkState.LeastSections, (run, start, end) =>
        {
            using var targets = new DirectTargets(_state);
            found[run] = new();
            for (int i = Math.Max(start, 1); i < end; i++)
                CollectUses(unit, i, isAsked, targets, found[run]);
        });
        foreach (var uses in found)
        {
            foreach (ref readonly var use in uses.AsSpan())
                AddUse(use.Target, use.User);
            uses.Dispose();
        }
    }

    private void CollectUses(int unit, int index, bool[] isAsked, DirectTargets targets, PooledList<(int Target, int User)> uses)
    {
        ref readonly var section = ref _state.Units[unit].Sections.AsSpan()[index];
        int number = _state.NumberOf(unit, index);
        if (_roles[number] is Role.Offered or Role.OfferedBack or Role.Nameless)
        {
            foreach (ref readonly var relocation in section.Relocations)
            {
                if (isAsked[relocation.Symbol] && targets.Find(unit, index, relocation) is not DirectTargets.Nowhere and var target)
                    uses.Add((target, number));
            }
        }
        else if (section.Kind == SectionKind.EhFrame && _state.FramesOf(unit, index) is { } frames)
        {
            CollectUses(unit, index, isAsked, frames, targets, uses);
        }
    }

    /// <summary>What the unwind record of a function refers to, the function refers to.</summary>
    private void CollectUses(int unit, int index, bool[] isAsked, FrameRecords frames, DirectTargets targets, PooledList<(int Target, int User)> uses)
    {
        int number = -1;
        foreach (ref readonly var relocation in _state.Units[unit].Sections.AsSpan()[index].Relocations)
        {
            if (!isAsked[relocation.Symbol])
                continue;
            number = frames.NumberAt((int)relocation.Offset, number);
            if (number < 0 || frames.NamesFunction(number, relocation))
                continue;
            int target = targets.Find(unit, index, relocation);
            if (target == DirectTargets.Nowhere)
                continue;
            if (frames.Records[number].Common != number)
                uses.Add((target, _state.NumberOf(unit, frames.Records[number].Function)));
            else
                AddUsesOfAll(unit, frames, number, target, uses);
        }
    }

    private void AddUsesOfAll(int unit, FrameRecords frames, int common, int target, PooledList<(int Target, int User)> uses)
    {
        foreach (var record in frames.Records.AsSpan())
        {
            if (record.Common == common && record.Function > 0)
                uses.Add((target, _state.NumberOf(unit, record.Function)));
        }
    }
}
