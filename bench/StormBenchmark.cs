using System.Diagnostics;
using Graft.Bench.Linkers;
using Graft.Bench.Report;
using Graft.Bench.Storm;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Bench;

/// <summary>A function is patched over and over while eight threads call it: nothing torn, nothing lost, memory bounded.</summary>
internal sealed class StormBenchmark : IDisposable
{
    private const int Threads = 8, Samples = 10;
    private const string Module = "storm";

    private readonly BenchmarkOptions _options;
    private readonly string _home = Directory.CreateTempSubdirectory("gb").FullName;
    private readonly PatchedFunction _function;
    private readonly Runtime _runtime;
    private readonly AgentConnection _agent;

    private StormBenchmark(BenchmarkOptions options)
    {
        _options = options;
        Environment.SetEnvironmentVariable(UserFolder.Variable, _home);
        _function = new PatchedFunction(new Tools(options.Llvm));
        _runtime = Runtime.Create("storm", new RuntimeOptions { ArenaSize = 64 * 1024 * 1024 });
        _agent = AgentConnection.Connect(_runtime.Name);
    }

    private int Patches => _options.IsQuick ? 5000 : 100_000;

    /// <summary>Runs the benchmark.</summary>
    public static int Run(BenchmarkOptions options)
    {
        using var benchmark = new StormBenchmark(options);
        return benchmark.Run();
    }

    public void Dispose()
    {
        _agent.Dispose();
        _runtime.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private int Run()
    {
        Patch(0);
        _ = ModuleLoader.Load(_agent, "caller", [_function.Caller]);
        var quiet = Call(static () => Thread.Sleep(TimeSpan.FromSeconds(2)));
        List<StormSample> samples = [];
        Diagnostic? failure = null;
        var storm = Call(() => failure = PatchAll(samples));
        var result = new StormResult(samples, Sum(quiet), Sum(storm), storm.Sum(static caller => caller.Torn), storm.Sum(static caller => caller.Lost), failure);
        StormReport.Write(Console.Out, result);
        StormReport.Save(_options, result);
        return result.Failure is null && result.Torn + result.Lost == 0 ? 0 : 1;
    }

    private List<StormCaller> Call(Action work)
    {
        List<StormCaller> callers = [.. Enumerable.Range(0, Threads).Select(i => new StormCaller(_runtime, i % 2 == 0 ? PatchedFunction.Name : PatchedFunction.CallerName))];
        work();
        callers.ForEach(static caller => caller.End());
        return callers;
    }

    private Diagnostic? PatchAll(List<StormSample> samples)
    {
        long start = Stopwatch.GetTimestamp();
        for (int version = 1; version <= Patches; version++)
        {
            if (Patch(version) is { } failure)
                return failure;
            if (version % (Patches / Samples) != 0)
                continue;
            var status = _agent.GetStatus();
            samples.Add(new(version, Stopwatch.GetElapsedTime(start).TotalSeconds, status.Code.Used, status.ReadOnly.Used, Environment.WorkingSet));
        }

        return null;
    }

    private Diagnostic? Patch(int version) =>
        ModuleLoader.Load(_agent, Module, [_function.OfVersion(version)]).Diagnostics.FirstOrDefault(static d => d.Severity == DiagnosticSeverity.Error);

    private static DelayHistogram Sum(IEnumerable<StormCaller> callers)
    {
        var sum = new DelayHistogram();
        foreach (var caller in callers)
            sum.Add(caller.Delays);
        return sum;
    }
}
