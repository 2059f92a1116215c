using System.Diagnostics;
using System.Globalization;

namespace Graft.Bench;

/// <summary>Link times of Lua and SQLite, all linkers in turn, so that a disturbance of the machine meets all of them.</summary>
internal static class LinkBenchmark
{
    private const int WarmUps = 5;

    public static int Run(string objectFolder, string llvm, int runs)
    {
        using var server = new RuntimeServer();
        Console.WriteLine("| objects | linker | median ms | to Graft warm |");
        Console.WriteLine("| --- | --- | ---: | ---: |");
        foreach (string project in new[] { "lua", "sqlite" })
        {
            // luac has a main of its own.
            string[] objects = [.. Directory.GetFiles(Path.Combine(objectFolder, project), "*.o")
                .Where(path => Path.GetFileName(path) != "luac.o").Order(StringComparer.Ordinal)];
            Print(project, objects, Measure(server, llvm, objects, runs));
        }

        return 0;
    }

    private static (string Linker, List<double> Times)[] Measure(RuntimeServer server, string llvm, string[] objects, int runs)
    {
        string folder = Directory.CreateTempSubdirectory("graft-bench-").FullName;
        try
        {
            var peers = new PeerLinkers(llvm, folder, objects);
            peers.MakeRoots();
            (string Linker, Func<double> Once, List<double> Times)[] contestants =
            [
                ("Graft, warm, into a running process", () => LinkWarm(server, objects), []),
                ("Graft, whole process", () => LinkCold(server, objects), []),
                ("llvm-jitlink -noexec, link phase", peers.JitLinkPhase, []),
                ("llvm-jitlink -noexec, whole process", () => Time(peers.JitLinkProcess), []),
                ("ld.lld -shared, whole process", () => Time(peers.LldProcess), []),
            ];
            for (int run = -WarmUps; run < runs; run++)
            {
                foreach (var (_, once, times) in contestants)
                {
                    double time = once();
                    if (run >= 0)
                        times.Add(time);
                }
            }

            return [.. contestants.Select(contestant => (contestant.Linker, contestant.Times))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double LinkWarm(RuntimeServer server, string[] objects)
    {
        string runtime = server.Renew();
        return Time(() =>
        {
            if (!GraftLink.Load(runtime, objects).Succeeded)
                throw new InvalidOperationException("Graft cannot link the objects");
        });
    }

    private static double LinkCold(RuntimeServer server, string[] objects)
    {
        string runtime = server.Renew();
        return Time(() => PeerLinkers.Run(Environment.ProcessPath!, [typeof(LinkBenchmark).Assembly.Location, "load", runtime, .. objects]));
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Print(string project, string[] objects, (string Linker, List<double> Times)[] results)
    {
        long size = objects.Sum(path => new FileInfo(path).Length);
        double own = Median(results[0].Times);
        foreach (var (linker, times) in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {project}, {objects.Length} objects, {size / 1024} KiB | {linker} | {Median(times):F1} | {Median(times) / own:F2} |"));
        }
    }

    private static double Median(List<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }
}
