using System.Diagnostics;
using Graft.Bench.Linkers;

namespace Graft.Bench.Calls;

/// <summary>What a call takes in nanoseconds, by kind, for one number of distinct functions.</summary>
/// <param name="Functions">How many functions are called, in no order.</param>
/// <param name="Kinds">Kind and times of all rounds, sorted; stubs first.</param>
internal sealed record CallTimes(int Functions, IReadOnlyList<(string Kind, double[] Nanoseconds)> Kinds)
{
    // Long enough for the clock, short enough that a disturbance meets all kinds.
    private const int CallsPerRun = 4_000_000;

    /// <summary>Measures all kinds in turn.</summary>
    public static CallTimes Measure(Tools tools, int functions, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("graft-calls-").FullName;
        try
        {
            using var runtime = Runtime.Create($"calls{functions}", new RuntimeOptions());
            var kinds = CallKinds.Make(folder, tools, runtime, functions);
            var times = kinds.Select(_ => new List<double>()).ToList();
            long repeats = Math.Max(1, CallsPerRun / CallSource.CallsPerRound(functions));
            for (int round = 0; round <= rounds; round++)
            {
                for (int i = 0; i < kinds.Count; i++)
                {
                    double nanoseconds = Time(kinds[i].Run, repeats) / (repeats * CallSource.CallsPerRound(functions));
                    if (round > 0)
                        times[i].Add(nanoseconds);
                }
            }

            return new(functions, [.. kinds.Select((kind, i) => (kind.Name, times[i].Order().ToArray()))]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static unsafe double Time(nint run, long repeats)
    {
        long start = Stopwatch.GetTimestamp();
        ((delegate* unmanaged[Cdecl]<long, void>)run)(repeats);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
