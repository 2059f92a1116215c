namespace Graft.Engine.Collections;

/// <summary>Divides numbers from 0 into runs of about equal length, one for each processor, and works on all runs at once.</summary>
internal static class InRuns
{
    /// <summary>How many runs there are.</summary>
    /// <param name="count">How many numbers there are.</param>
    /// <param name="least">Numbers that are worth another thread.</param>
    public static int Count(int count, int least) => Math.Clamp(count / least, 1, Environment.ProcessorCount);

    /// <summary>Does the work on each run: its number, its first number, and the one behind its last.</summary>
    /// <inheritdoc cref="Count"/>
    public static void Do(int count, int least, Action<int, int, int> work)
    {
        int runs = Count(count, least);
        if (runs == 1)
            work(0, 0, count);
        else
            Parallel.For(0, runs, run => work(run, StartOf(run), StartOf(run + 1)));

        int StartOf(int run) => (int)((long)count * run / runs);
    }
}
