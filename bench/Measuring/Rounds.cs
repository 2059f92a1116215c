using System.Diagnostics;
using Graft.Bench.Linkers;

namespace Graft.Bench.Measuring;

/// <summary>Lets linkers do the same work in turn, so that a disturbance of the machine meets all of them.</summary>
internal sealed class Rounds
{
    private readonly ILinker _linker;
    private readonly List<double>[] _times;
    private string? _failure;
    private double? _over;
    private bool _isSlow;

    private Rounds(ILinker linker)
    {
        _linker = linker;
        _times = [.. linker.Figures.Select(static _ => new List<double>())];
    }

    /// <summary>Measures all linkers: an uncounted round, then as many as the effort allows.</summary>
    public static IEnumerable<(ILinker Linker, IReadOnlyList<Figure> Figures)> Run(IReadOnlyList<ILinker> linkers, Effort effort)
    {
        Rounds[] all = [.. linkers.Select(static linker => new Rounds(linker))];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round <= effort.MostRounds; round++)
        {
            if (round > effort.LeastRounds && Stopwatch.GetElapsedTime(start) > effort.Budget)
                break;
            foreach (var rounds in all)
                rounds.RunOnce(effort, isWarmUp: round == 0);
        }

        return all.Select(static rounds => (rounds._linker, rounds.Summarize()));
    }

    private void RunOnce(Effort effort, bool isWarmUp)
    {
        if (_isSlow || _failure is not null)
            return;
        var run = _linker.Run(effort.Limit);
        (_failure, _over) = (run.Failure, run.Over);
        if (_failure is not null)
            return;
        _isSlow = run.Seconds[^1] > effort.Slow.TotalSeconds;
        if (isWarmUp && !_isSlow)
            return;
        for (int i = 0; i < _times.Length; i++)
            _times[i].Add(run.Seconds[i]);
    }

    private IReadOnlyList<Figure> Summarize()
    {
        long? peak = _failure is null ? _linker.MeasurePeakMemory() : null;
        return [.. _linker.Figures.Select((name, i) => new Figure(name, [.. _times[i].Order()], peak, _failure, _over))];
    }
}
