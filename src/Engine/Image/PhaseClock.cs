using System.Diagnostics;

namespace Graft.Engine.Image;

/// <summary>How long each part of a piece of work took, one after the other.</summary>
public sealed class PhaseClock
{
    private readonly List<(string Phase, TimeSpan Time)> _phases = [];
    private long _start = Stopwatch.GetTimestamp();

    /// <summary>The phases that have ended, in order.</summary>
    public IReadOnlyList<(string Phase, TimeSpan Time)> Phases => _phases;

    /// <summary>Ends the phase that began when the last one ended.</summary>
    public void End(string phase)
    {
        long now = Stopwatch.GetTimestamp();
        _phases.Add((phase, Stopwatch.GetElapsedTime(_start, now)));
        _start = now;
    }
}
