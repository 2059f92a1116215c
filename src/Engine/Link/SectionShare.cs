using Graft.Engine.Collections;

namespace Graft.Engine.Link;

/// <summary>
/// A run of a link's sections, in the order of units and sections, that one thread works on. Results of shares are joined in
/// their order, so that the outcome is the same however many there are.
/// </summary>
/// <param name="Unit">Unit of the first section.</param>
/// <param name="Section">The first section.</param>
/// <param name="EndUnit">Unit of the section after the last.</param>
/// <param name="EndSection">The section after the last.</param>
internal readonly record struct SectionShare(int Unit, int Section, int EndUnit, int EndSection)
{
    /// <summary>Work that is worth another thread: about a millisecond of scanning, two of writing.</summary>
    private const long LeastWork = 8 * 1024 * 1024;

    /// <summary>Units whose work is worth another thread to add it up.</summary>
    private const int LeastUnits = 64;

    /// <summary>A relocation of 24 bytes costs about as much as copying this many times its size.</summary>
    private const int RelocationFactor = 8;

    /// <summary>Divides a link's sections into shares of about equal work, one for each processor, fewer for little work.</summary>
    public static SectionShare[] Divide(LinkState state)
    {
        var works = new long[state.Units.Length];
        InRuns.Do(works.Length, LeastUnits, (_, start, end) =>
        {
            for (int unit = start; unit < end; unit++)
            {
                foreach (ref readonly var section in state.Units[unit].Sections.AsSpan())
                    works[unit] += WorkOf(section);
            }
        });
        long total = works.Sum();
        int count = (int)Math.Clamp(total / LeastWork, 1, Environment.ProcessorCount);
        var shares = new SectionShare[count];
        var (startUnit, startSection, done, next) = (0, 0, 0L, 0);
        for (int unit = 0; unit < state.Units.Length && next < count - 1; unit++)
        {
            if (done + works[unit] < Goal(next))
            {
                done += works[unit];
                continue;
            }

            var sections = state.Units[unit].Sections.AsSpan();
            for (int i = 0; i < sections.Length && next < count - 1; i++)
            {
                done += WorkOf(sections[i]);
                if (done < Goal(next))
                    continue;
                shares[next++] = new(startUnit, startSection, unit, i + 1);
                (startUnit, startSection) = (unit, i + 1);
            }
        }

        shares[next] = new(startUnit, startSection, state.Units.Length, 0);
        return shares;

        long Goal(int share) => total * (share + 1) / count;
    }

    /// <summary>Does work on all shares at once. Each has errors of its own, which are told in the order of shares.</summary>
    /// <param name="state">The link.</param>
    /// <param name="shares">The shares.</param>
    /// <param name="work">What to do with the share of a number, and where its errors go.</param>
    /// <param name="processors">How many processors may work on it.</param>
    public static void ForEach(LinkState state, SectionShare[] shares, Action<int, LinkErrors> work, int processors)
    {
        if (shares.Length == 1)
        {
            work(0, state.Errors);
            return;
        }

        var errors = Array.ConvertAll(shares, _ => state.Errors.Fork());
        Parallel.For(0, shares.Length, new ParallelOptions { MaxDegreeOfParallelism = processors }, i => work(i, errors[i]));
        foreach (var own in errors)
            state.Errors.Take(own);
    }

    /// <summary>The sections of the share that get a place, in order.</summary>
    public Enumerator PlacedSections(LinkState state) => new(state, this);

    private static long WorkOf(in Objects.ObjectSection section) =>
        section.IsLoaded ? section.Length + ((long)RelocationFactor * section.RelocationLength) : 0;

    internal struct Enumerator(LinkState state, SectionShare share)
    {
        private int _unit = share.Unit;
        private int _section = share.Section - 1;

        public readonly (int Unit, int Section) Current => (_unit, _section);

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            for (; _unit < state.Units.Length; _unit++, _section = -1)
            {
                int end = _unit == share.EndUnit ? share.EndSection : state.Units[_unit].Sections.Length;
                while (++_section < end)
                {
                    if (state.SectionOf(_unit, _section).Fate == SectionFate.Place)
                        return true;
                }

                if (_unit == share.EndUnit)
                    return false;
            }

            return false;
        }
    }
}
