namespace Graft.Bench.Measuring;

/// <summary>How long to measure one set.</summary>
/// <param name="MostRounds">Rounds that count at most.</param>
/// <param name="Budget">After this no further round is begun, once there are three.</param>
/// <param name="Limit">A link that takes longer is ended and not tried with more of the same.</param>
internal sealed record Effort(int MostRounds, TimeSpan Budget, TimeSpan Limit)
{
    /// <summary>Rounds that count at least.</summary>
    public int LeastRounds => Math.Min(3, MostRounds);

    /// <summary>A link that takes longer than this is measured once.</summary>
    public TimeSpan Slow => Limit / 5;
}
